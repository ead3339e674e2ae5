/** Who owns which field, in server-side apply: https://kubernetes.io/docs/reference/using-api/server-side-apply */
import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { parsePath } from "../rpc/property-path.ts";
import { isObject, type Properties, type Value } from "../rpc/values.ts";
import { fieldManagerOf } from "./annotations.ts";
import { at, type KubeObject, listAt, objectAt, textAt, withAt } from "./object.ts";

/** The manager that a create leaves behind, with the operation Update. */
export const CREATOR = "pulumi-kubernetes";

/** Earlier owners whose fields an update takes over: they would conflict with the program's own wish. */
const TAKEN_OVER = [
  { manager: "kubectl", operation: "Apply" },
  { manager: "kubectl", operation: "Update" },
  { manager: "before-first-apply", operation: "Update" },
  { manager: CREATOR, operation: "Update" },
  { manager: "pulumi-resource-kubernetes", operation: "Update" },
];

/** The program's own choice, else the one in the state, else a new one. */
export function fieldManagerFor(inputs: KubeObject, known: string): string {
  return fieldManagerOf(inputs) || known || `${CREATOR}-${randomBytes(4).toString("hex")}`;
}

/** The JSON patch that gives `manager` the fields of earlier owners; undefined where there are none. */
export function takeOverPatch(live: KubeObject, manager: string): Properties[] | undefined {
  const entries = listAt(live, "metadata", "managedFields");
  const taken = entries.filter(isTakenOver);
  if (taken.length === 0) return undefined;

  const own = entries.find((entry) => entry.manager === manager && entry.operation === "Apply" && !entry.subresource);
  const fields = [...taken, ...(own ? [own] : [])].map((entry) => objectAt(entry, "fieldsV1"));
  const [first] = taken;
  const merged = { ...first, ...own, manager, operation: "Apply", fieldsV1: fields.reduce(union, {}) };
  const others = entries.filter((entry) => !taken.includes(entry) && entry !== own);
  return [
    { op: "replace", path: "/metadata/managedFields", value: [...others, merged] },
    // Someone may have written since: then this fails instead of forgetting an owner.
    { op: "replace", path: "/metadata/resourceVersion", value: textAt(live, "metadata", "resourceVersion") },
  ];
}

function isTakenOver(entry: Properties): boolean {
  const { manager, operation, subresource } = entry;
  return !subresource && TAKEN_OVER.some((each) => each.manager === manager && each.operation === operation);
}

function union(a: Properties, b: Properties): Properties {
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const present = result[key];
    result[key] = isObject(present) && isObject(value) ? union(present, value) : value;
  }
  return result;
}

/** A conflict in a preview only says that the take-over has not happened yet. */
export function wasCreatedByPulumi(live: KubeObject): boolean {
  const creators = [CREATOR, "pulumi-resource-kubernetes"];
  return listAt(live, "metadata", "managedFields").some(
    (entry) => entry.operation === "Update" && creators.includes(textAt(entry, "manager")),
  );
}

/**
 * The inputs to apply under `ignoreChanges`: a field that another manager owns is left out, any other keeps its live value (leaving
 * it out would clear it). As in the official provider, a path through a list is not looked for.
 */
export function withIgnoredFields(
  inputs: KubeObject,
  live: KubeObject,
  ignoreChanges: string[],
  manager: string,
): KubeObject {
  return ignoreChanges.reduce((object, ignored) => {
    const path = parsePath(ignored);
    if (!path.every((step) => typeof step === "string") || path.includes("*")) return object;
    const owners = ownersOf(live, path);
    if (owners.length > 0 && !owners.includes(manager)) return withAt(object, path, undefined);
    const value: Value | undefined = at(live, ...path);
    return value === undefined || isDeepStrictEqual(value, at(object, ...path)) ? object : withAt(object, path, value);
  }, inputs);
}

function ownersOf(live: KubeObject, path: string[]): string[] {
  const fields = path.map((step) => `f:${step}`);
  const owning = listAt(live, "metadata", "managedFields").filter(
    (entry) => at(entry, "fieldsV1", ...fields) !== undefined,
  );
  return owning.map((entry) => textAt(entry, "manager"));
}
