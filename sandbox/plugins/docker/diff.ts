/** Whether an image has to be built again; it is never replaced (official: Diff in provider/hybrid.go). */
import { isDeepStrictEqual } from "node:util";
import { formatPath } from "../rpc/property-path.ts";
import { isObject, type Properties, type Value } from "../rpc/values.ts";

/** The paths that differ. Plain values; other credentials for the same registry are no other image. */
export function changedPaths(old: Properties, next: Properties): string[] {
  const changes: string[] = [];
  collect([], withoutCredentials(old), withoutCredentials(next), changes);
  return changes.sort();
}

function collect(path: string[], old: Value | undefined, next: Value | undefined, changes: string[]): void {
  if (isDeepStrictEqual(old, next)) return;
  if (!isObject(old) || !isObject(next)) {
    changes.push(formatPath(path));
    return;
  }
  for (const key of new Set([...Object.keys(old), ...Object.keys(next)]))
    collect([...path, key], old[key], next[key], changes);
}

function withoutCredentials(inputs: Properties): Properties {
  if (!isObject(inputs.registry)) return inputs;
  const { username: _, password: __, ...registry } = inputs.registry;
  return { ...inputs, registry };
}
