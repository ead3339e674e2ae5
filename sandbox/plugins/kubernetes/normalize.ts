/** Inputs in the form in which the API server gives them back, so that what means the same shows no difference. */
import { isObject, type Properties, UNKNOWN, type Value } from "../rpc/values.ts";
import { type KubeObject, objectAt, withAt } from "./object.ts";
import { canonicalQuantity } from "./quantity.ts";

/** Fields that only the server writes; a program that copies them from elsewhere means nothing by them. */
const SERVER_FIELDS = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
];

export function normalize(inputs: KubeObject): KubeObject {
  let result = inputs;
  for (const field of SERVER_FIELDS)
    if (objectAt(result, "metadata")[field] !== undefined) result = withAt(result, ["metadata", field], undefined);
  if (result.kind === "Secret") result = withDataOnly(result);
  if (isObject(result.spec)) result = { ...result, spec: withCanonicalQuantities(result.spec) };
  return result;
}

/** The server keeps a Secret's stringData as data, which it overrides. */
function withDataOnly({ stringData, ...secret }: KubeObject): KubeObject {
  if (!isObject(stringData)) return secret;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, text === UNKNOWN ? UNKNOWN : base64(text)]);
  return { ...secret, data: { ...objectAt(secret, "data"), ...Object.fromEntries(encoded) } };
}

const base64 = (text: Value) => Buffer.from(String(text)).toString("base64");

const QUANTITIES = new Set(["averageValue", "sizeLimit", "divisor"]);

function withCanonicalQuantities(value: Properties): Properties {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, canonicalField(key, item)]));
}

function canonicalField(key: string, value: Value): Value {
  if (QUANTITIES.has(key)) return canonicalValue(value);
  if ((key === "limits" || key === "requests") && isObject(value))
    return Object.fromEntries(Object.entries(value).map(([resource, amount]) => [resource, canonicalValue(amount)]));
  // Labels and annotations are free text.
  if (key === "metadata") return value;
  if (Array.isArray(value)) return value.map((item) => (isObject(item) ? withCanonicalQuantities(item) : item));
  return isObject(value) ? withCanonicalQuantities(value) : value;
}

function canonicalValue(value: Value): Value {
  return typeof value === "string" || typeof value === "number" ? canonicalQuantity(String(value)) : value;
}
