/**
 * The state that Pulumi keeps of an object: the live object, the inputs that made it, and who applied it. The keys are the official
 * provider's, so that it can take a stack over.
 */
import { isObject, type Properties, revealAll, secret, withSecretsOf } from "../rpc/values.ts";
import { type KubeObject, objectAt, textAt } from "./object.ts";

export type Checkpoint = {
  /** Plain values; what the program gave last time. */
  inputs: KubeObject;
  /** Plain values. */
  live: KubeObject;
  initialApiVersion: string;
  fieldManager: string;
};

/** `inputs` as the engine sent them: what is secret in them stays so, in the live object too. */
export function toState(
  live: KubeObject,
  inputs: Properties,
  keep: { initialApiVersion: string; fieldManager: string },
): Properties {
  return {
    ...withSecretData(withSecretsOf(live, inputs)),
    __inputs: withSecretData(inputs),
    __initialApiVersion: keep.initialApiVersion,
    __fieldManager: keep.fieldManager,
  };
}

export function fromState(state: Properties): Checkpoint {
  const { __inputs, __initialApiVersion, __fieldManager, ...live } = revealAll(state);
  const inputs = isObject(__inputs) ? __inputs : {};
  return {
    inputs,
    live,
    initialApiVersion: typeof __initialApiVersion === "string" ? __initialApiVersion : textAt(inputs, "apiVersion"),
    fieldManager: typeof __fieldManager === "string" ? __fieldManager : "",
  };
}

/** A Secret's content is secret, whether the program said so or not. */
export function withSecretData(object: KubeObject): KubeObject {
  if (object.kind !== "Secret") return object;
  const result = { ...object };
  for (const field of ["data", "stringData"]) if (result[field] !== undefined) result[field] = secret(result[field]);
  // Older tools leave a copy of the whole object in this annotation.
  const applied = objectAt(result, "metadata", "annotations")["kubectl.kubernetes.io/last-applied-configuration"];
  if (applied !== undefined) {
    const metadata = objectAt(result, "metadata");
    const annotations = objectAt(metadata, "annotations");
    result.metadata = {
      ...metadata,
      annotations: { ...annotations, "kubectl.kubernetes.io/last-applied-configuration": secret(applied) },
    };
  }
  return result;
}
