/** The inputs as they will be sent: named, and in a namespace. */
import { type Properties, revealAll, withSecretsOf } from "../rpc/values.ts";
import { NOT_SERVED_ANNOTATIONS } from "./annotations.ts";
import { type Autonaming, withName } from "./autoname.ts";
import { withSecretData } from "./checkpoint.ts";
import type { Kind } from "./kinds.ts";
import { annotationOf, type KubeObject, namespaceOf, withAt } from "./object.ts";

export type CheckQuestion = {
  kind: Kind;
  resourceName: string;
  /** As the engine sent them, marks of secrets included. */
  inputs: Properties;
  oldInputs: Properties;
  seed: Uint8Array;
  autonaming: Autonaming | undefined;
  defaultNamespace: string;
};

export type Checked = {
  inputs: Properties /** `property` is a top-level one, whose value the engine shows, or "". */;
  problems: { property: string; reason: string }[];
};

export function check(question: CheckQuestion): Checked {
  const { kind } = question;
  const oldInputs = revealAll(question.oldInputs);
  const plain: KubeObject = { ...revealAll(question.inputs), apiVersion: kind.apiVersion, kind: kind.kind };
  const named = withName({
    ...question,
    inputs: plain,
    oldInputs: Object.keys(oldInputs).length > 0 ? oldInputs : undefined,
  });
  if ("problem" in named) return { inputs: question.inputs, problems: [{ property: "", reason: named.problem }] };

  const inputs =
    kind.namespaced && namespaceOf(named.inputs) === ""
      ? withAt(named.inputs, ["metadata", "namespace"], question.defaultNamespace)
      : named.inputs;
  const problems = NOT_SERVED_ANNOTATIONS.filter((key) => annotationOf(inputs, key) !== "").map((key) => ({
    property: "",
    reason: `Holdfast's stand-in for Pulumi's kubernetes plugin does not serve ${key}; the official plugin does`,
  }));
  return { inputs: withSecretData(withSecretsOf(inputs, question.inputs)), problems };
}
