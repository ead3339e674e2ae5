/**
 * Values as they travel between engine and provider: JSON, with unknowns and secrets marked inside it.
 * The marks are those of Pulumi's own SDK (sdk/nodejs/runtime/rpc).
 */

import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import { Struct } from "./proto.ts";

export type Value = null | boolean | number | string | Value[] | Properties;
export type Properties = { [key: string]: Value };

/** What stands where a value is not known before the update (a preview of something that does not exist yet). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSecret(value: Value | undefined): boolean {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

/** Marks a value as secret; a value that is marked already stays as it is. */
export function secret(value: Value): Value {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

export function fromStruct(struct: StructMessage | undefined): Properties {
  return struct ? (struct.toJavaScript() as Properties) : {};
}

/** Leaves nulls out of objects, as the official providers do: an absent property and a null one mean the same. */
export function toStruct(properties: Properties): StructMessage {
  return Struct.fromJavaScript(withoutNulls(properties) as Parameters<typeof Struct.fromJavaScript>[0]);
}

function withoutNulls(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item)]));
}

/** The plain value behind secret and output marks. An output without a value is unknown. */
export function reveal(value: Value): Value {
  if (Array.isArray(value)) return value.map(reveal);
  if (!isObject(value)) return value;
  if (isSecret(value)) return reveal(value.value ?? null);
  if (value[SIGNATURE] === OUTPUT) return "value" in value ? reveal(value.value ?? null) : UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, reveal(item)]));
}

/** `reveal` of a whole bag of properties. */
export function revealAll(properties: Properties): Properties {
  const plain = reveal(properties);
  return isObject(plain) ? plain : {};
}

export function hasUnknowns(value: Value): boolean {
  return anyWithin(
    value,
    (item) => item === UNKNOWN || (isObject(item) && item[SIGNATURE] === OUTPUT && !("value" in item)),
  );
}

export function hasSecrets(value: Value): boolean {
  return anyWithin(
    value,
    (item) => isSecret(item) || (isObject(item) && item[SIGNATURE] === OUTPUT && item.secret === true),
  );
}

function anyWithin(value: Value, test: (item: Value) => boolean): boolean {
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((item) => anyWithin(item, test));
  return isObject(value) && Object.values(value).some((item) => anyWithin(item, test));
}

/**
 * `plain` with every property marked secret that is, or holds, a secret in `marked`. Objects are gone into, so that one secret does
 * not hide its whole surroundings; a list with a secret anywhere becomes secret as a whole, for its order may change on the way.
 */
export function withSecretsOf(plain: Properties, marked: Properties): Properties {
  const result = { ...plain };
  for (const [key, mark] of Object.entries(marked)) {
    const value = result[key];
    if (value === undefined) continue;
    if (isObject(value) && isObject(mark) && !isSecret(mark)) result[key] = withSecretsOf(value, mark);
    else if (hasSecrets(mark)) result[key] = secret(value);
  }
  return result;
}

/** Shorter ones would take ordinary words apart, and are no secret anyway. */
const SHORTEST_SECRET = 4;

/**
 * The secret texts inside `value`, longest first, for keeping them out of messages. A list that holds one secret is marked as a whole
 * although most of it is none: of lists only what stands under `value` counts, as in an environment variable.
 */
export function secretTexts(value: Value): string[] {
  const texts = new Set<string>();
  const collect = (item: Value, inSecret: boolean, inList: boolean, key: string): void => {
    if (typeof item === "string") {
      if (inSecret && item.length >= SHORTEST_SECRET && (!inList || key === "value")) texts.add(item);
    } else if (Array.isArray(item)) for (const entry of item) collect(entry, inSecret, true, key);
    else if (isObject(item)) {
      const marked = inSecret || hasOwnSecret(item);
      for (const [name, entry] of Object.entries(item)) {
        if (name === SIGNATURE) continue;
        // The mark's own `value` is no property.
        collect(entry, marked, inList, item[SIGNATURE] === undefined ? name : key);
      }
    }
  };
  collect(value, false, false, "");
  return [...texts].sort((a, b) => b.length - a.length);
}

function hasOwnSecret(value: Properties): boolean {
  return value[SIGNATURE] === SECRET || (value[SIGNATURE] === OUTPUT && value.secret === true);
}

/** `message` without any secret of `source`. */
export function redact(message: string, source: Value): string {
  return secretTexts(source).reduce((text, hidden) => text.replaceAll(hidden, "[secret]"), message);
}
