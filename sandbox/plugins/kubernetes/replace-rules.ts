/** Which changes cannot be made in place. */

import { contains, parsePath, type Step } from "../rpc/property-path.ts";
import type { Kind } from "./kinds.ts";
import type { KubeObject } from "./object.ts";

/** By default a ConfigMap or Secret is replaced, so that what reads it rolls; a provider may allow changes in place. */
export type Mutability = { configMap: boolean; secret: boolean };

export function replacePaths(kind: Kind, old: KubeObject, mutable: Mutability): Step[][] {
  const identity = ["metadata.name", "metadata.namespace"];
  const inPlace = (kind.kind === "ConfigMap" && mutable.configMap) || (kind.kind === "Secret" && mutable.secret);
  // The API server refuses changes of an immutable one, whatever the provider allows.
  const fields = inPlace && old.immutable !== true ? [] : kind.replacedBy;
  return [...identity, ...fields].map(parsePath);
}

export function needsReplacement(path: Step[], rules: Step[][]): boolean {
  return rules.some((rule) => contains(rule, path));
}
