/**
 * What an update would change: the last known live object, cut to the shape of the old inputs, against the new inputs. So drift that a
 * refresh found counts, and what the cluster filled in does not (official: Diff in provider/pkg/provider/provider.go).
 */
import { isDeepStrictEqual } from "node:util";
import { contains, formatPath, parsePath, type Step } from "../rpc/property-path.ts";
import { isObject, type Properties, type Value } from "../rpc/values.ts";
import { isAutonamed } from "./annotations.ts";
import type { Kind } from "./kinds.ts";
import { normalize } from "./normalize.ts";
import { type KubeObject, nameOf, namespaceOf, withAt } from "./object.ts";
import { prune } from "./prune.ts";
import { type Mutability, needsReplacement, replacePaths } from "./replace-rules.ts";

export type Change = { kind: "add" | "delete" | "update"; replaces: boolean };

export type Difference = {
  /** By property path. */
  changes: Map<string, Change>;
  /** The new object must have the old one's name, so that the old one has to go first. */
  deleteBeforeReplace: boolean;
};

export type DiffQuestion = {
  kind: Kind;
  /** Plain values throughout: no marks of secrets. */
  oldInputs: KubeObject;
  oldLive: KubeObject;
  newInputs: KubeObject;
  ignoreChanges: string[];
  mutable: Mutability;
};

export function differenceOf(question: DiffQuestion): Difference {
  const { kind } = question;
  const oldInputs = normalize(question.oldInputs);
  const newInputs = withCanonicalNamespace(kind, normalize(question.newInputs));
  const old = withCanonicalNamespace(kind, prune(question.oldLive, oldInputs));

  const ignored = question.ignoreChanges.map(parsePath);
  const rules = replacePaths(kind, question.oldLive, question.mutable);
  const changes = new Map<string, Change>();
  walkObject([], old, newInputs, oldInputs, (path, change) => {
    if (ignored.some((outer) => contains(outer, path))) return;
    changes.set(formatPath(path), { kind: change, replaces: needsReplacement(path, rules) });
  });

  const replaced = [...changes.values()].some((change) => change.replaces);
  const sameIdentity = nameOf(newInputs) === nameOf(old) && namespaceOf(newInputs) === namespaceOf(old);
  return { changes, deleteBeforeReplace: replaced && sameIdentity && !isAutonamed(newInputs) };
}

/** No namespace and "default" are the same; what stands outside namespaces has none. */
function withCanonicalNamespace(kind: Kind, object: KubeObject): KubeObject {
  return withAt(object, ["metadata", "namespace"], kind.namespaced ? namespaceOf(object) || "default" : undefined);
}

type Report = (path: Step[], change: Change["kind"]) => void;

function walkObject(path: Step[], old: Properties, next: Properties, input: Properties, report: Report): void {
  for (const key of new Set([...Object.keys(old), ...Object.keys(next)]))
    walk([...path, key], old[key], next[key], input[key], report);
}

function walkList(path: Step[], old: Value[], next: Value[], input: Value[], report: Report): void {
  for (let index = 0; index < Math.max(old.length, next.length); index++)
    walk([...path, index], old[index], next[index], input[index], report);
}

function walk(
  path: Step[],
  old: Value | undefined,
  next: Value | undefined,
  input: Value | undefined,
  report: Report,
): void {
  if (next === undefined || next === null) {
    if (old !== undefined && old !== null) report(path, "delete");
  } else if (old === undefined || old === null) {
    if (!wasDropped(next, input)) report(path, "add");
  } else if (isObject(old) && isObject(next)) {
    walkObject(path, old, next, isObject(input) ? input : {}, report);
  } else if (Array.isArray(old) && Array.isArray(next)) {
    walkList(path, old, next, Array.isArray(input) ? input : [], report);
  } else if (old !== next) {
    report(path, "update");
  }
}

/** The server leaves out false, 0, "" and what is empty; that such an input is missing in the live object is no drift. */
function wasDropped(next: Value, input: Value | undefined): boolean {
  const empty = next === false || next === 0 || next === "" || isEmpty(next);
  return empty && isDeepStrictEqual(next, input);
}

function isEmpty(value: Value): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every(isEmpty);
}
