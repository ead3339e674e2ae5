import { isObject, type Properties, type Value } from "../rpc/values.ts";

/** `live` with only what `shape` names too: what the cluster added by itself is nobody's change. */
export function prune(live: Properties, shape: Properties): Properties {
  const kept = Object.entries(live).filter(([key]) => shape[key] !== undefined);
  return Object.fromEntries(kept.map(([key, value]) => [key, pruneValue(value, shape[key])]));
}

function pruneValue(live: Value, shape: Value | undefined): Value {
  if (isObject(live) && isObject(shape)) return prune(live, shape);
  if (Array.isArray(live) && Array.isArray(shape))
    return live.slice(0, shape.length).map((item, index) => pruneValue(item, shape[index]));
  return live;
}
