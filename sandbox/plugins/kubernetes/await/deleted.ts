/** When an object is really gone: another one of the same name counts for nothing. */
import { at, type KubeObject, textAt } from "../object.ts";
import type { Readiness } from "./readiness.ts";

export function goneReadiness(found: KubeObject | undefined, uid: string): Readiness {
  if (!found || (uid !== "" && textAt(found, "metadata", "uid") !== uid)) return { state: "ready" };
  const finalizers = at(found, "metadata", "finalizers");
  const holding = Array.isArray(finalizers) ? finalizers.join(", ") : "";
  return {
    state: "waiting",
    status: `Waiting for deletion of ${textAt(found, "kind")} "${textAt(found, "metadata", "name")}"`,
    problems: holding === "" ? [] : [`finalizers might be preventing deletion (${holding})`],
  };
}
