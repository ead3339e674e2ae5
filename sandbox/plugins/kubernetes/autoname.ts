/** Names for objects whose program gives them none: the resource's name and eight hex digits, kept for the object's life. */
import { createHash, randomBytes } from "node:crypto";
import { AUTONAMED, isAutonamed } from "./annotations.ts";
import { type KubeObject, nameOf, textAt, withAt } from "./object.ts";

/** The project's own rule (`pulumi:autonaming`), as the engine passes it on. */
export type Autonaming = { mode: "propose" | "enforce" | "disable"; proposedName: string };

export type NameQuestion = {
  inputs: KubeObject;
  oldInputs: KubeObject | undefined;
  resourceName: string;
  /** The engine's seed: the same inputs get the same name where it keeps one. */
  seed: Uint8Array;
  autonaming: Autonaming | undefined;
};

export type Named = { inputs: KubeObject } | { problem: string };

export function withName(question: NameQuestion): Named {
  const { inputs, oldInputs, autonaming } = question;
  if (nameOf(inputs) !== "") return { inputs };
  if (textAt(inputs, "metadata", "generateName") !== "")
    return { problem: "generateName is not supported with server-side apply; leave it out for a generated name" };
  if (oldInputs && isAutonamed(oldInputs)) return { inputs: marked(inputs, nameOf(oldInputs)) };
  if (autonaming?.mode === "disable")
    return { problem: "automatic naming is disabled by pulumi:autonaming; set metadata.name" };
  return { inputs: marked(inputs, autonaming?.proposedName || generated(question)) };
}

function generated({ resourceName, seed }: NameQuestion): string {
  const digits = seed.length > 0 ? createHash("sha256").update(seed).digest("hex") : randomBytes(4).toString("hex");
  return `${resourceName}-${digits.slice(0, 8)}`;
}

function marked(inputs: KubeObject, name: string): KubeObject {
  return withAt(withAt(inputs, ["metadata", "name"], name), ["metadata", "annotations", AUTONAMED], "true");
}
