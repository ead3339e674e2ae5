/** The annotations by which a manifest speaks to Pulumi's provider. */
import { annotationOf, type KubeObject } from "./object.ts";

export const AUTONAMED = "pulumi.com/autonamed";
const SKIP_AWAIT = "pulumi.com/skipAwait";
const TIMEOUT_SECONDS = "pulumi.com/timeoutSeconds";
const PATCH_FORCE = "pulumi.com/patchForce";
const FIELD_MANAGER = "pulumi.com/patchFieldManager";
const PROPAGATION = "pulumi.com/deletionPropagationPolicy";
export const NOT_SERVED_ANNOTATIONS = ["pulumi.com/waitFor", "pulumi.com/replaceUnready"];

export const isAutonamed = (object: KubeObject) => annotationOf(object, AUTONAMED) === "true";
export const skipsAwait = (object: KubeObject) => annotationOf(object, SKIP_AWAIT) === "true";
export const forcesPatch = (object: KubeObject) => annotationOf(object, PATCH_FORCE) === "true";
export const fieldManagerOf = (object: KubeObject) => annotationOf(object, FIELD_MANAGER);

/** How long to wait: the resource option customTimeouts goes before the annotation; without both it is the kind's own default. */
export function timeoutMsOf(object: KubeObject, customTimeoutSeconds: number, defaultMs: number): number {
  if (customTimeoutSeconds > 0) return customTimeoutSeconds * 1000;
  const seconds = Number(annotationOf(object, TIMEOUT_SECONDS));
  return seconds > 0 ? seconds * 1000 : defaultMs;
}

export type Propagation = "Foreground" | "Background" | "Orphan";

/** Foreground unless the annotation says otherwise: what an object owns is gone before the object is. */
export function propagationOf(object: KubeObject): Propagation {
  switch (annotationOf(object, PROPAGATION).toLowerCase()) {
    case "orphan":
      return "Orphan";
    case "background":
      return "Background";
    default:
      return "Foreground";
  }
}
