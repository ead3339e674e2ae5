/** Looking into Kubernetes objects, which are plain JSON here. */
import { isObject, type Properties, type Value } from "../rpc/values.ts";

export type KubeObject = Properties;

/** The value at a path, or undefined where the path ends early. */
export function at(value: Value | undefined, ...path: string[]): Value | undefined {
  let found = value;
  for (const key of path) {
    if (!isObject(found)) return undefined;
    found = found[key];
  }
  return found;
}

export function textAt(value: Value | undefined, ...path: string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** A number, or 0: Kubernetes leaves counts of 0 out. */
export function numberAt(value: Value | undefined, ...path: string[]): number {
  const found = at(value, ...path);
  return typeof found === "number" ? found : 0;
}

export function listAt(value: Value | undefined, ...path: string[]): Properties[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

export function objectAt(value: Value | undefined, ...path: string[]): Properties {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

/** A copy with another value at a path; undefined takes the property away. */
export function withAt(object: KubeObject, path: string[], value: Value | undefined): KubeObject {
  const [key, ...rest] = path;
  if (key === undefined) return object;
  const copy = { ...object };
  if (rest.length > 0) {
    const inner = withAt(objectAt(object, key), rest, value);
    if (value !== undefined || isObject(object[key])) copy[key] = inner;
  } else if (value === undefined) delete copy[key];
  else copy[key] = value;
  return copy;
}

export const nameOf = (object: KubeObject) => textAt(object, "metadata", "name");
export const namespaceOf = (object: KubeObject) => textAt(object, "metadata", "namespace");
export const annotationOf = (object: KubeObject, key: string) => textAt(object, "metadata", "annotations", key);
export const generationOf = (object: KubeObject) => numberAt(object, "metadata", "generation");

/** `namespace/name`, or `name` of what stands outside namespaces; Pulumi's id of the resource. */
export function qualifiedName(object: KubeObject): string {
  return [namespaceOf(object), nameOf(object)].filter((part) => part !== "").join("/");
}

export function parseQualifiedName(id: string): { namespace: string; name: string } {
  const [first = "", second] = id.split("/");
  return second === undefined ? { namespace: "", name: first } : { namespace: first, name: second };
}

/** Whether `owner` made `object` (by uid, for names come back). */
export function isOwnedBy(object: KubeObject, owner: KubeObject | undefined): boolean {
  const uid = textAt(owner, "metadata", "uid");
  return uid !== "" && listAt(object, "metadata", "ownerReferences").some((reference) => reference.uid === uid);
}
