/** Settings as text and back: read strictly, explained in sentences, told apart by a version. */
import { createHash } from "node:crypto";
import { z } from "zod";

/**
 * Reads a number, or the decimal string that `pulumi config set` makes of one. No other text is taken for a number
 * (not "", " 1", "0x10" or "1e3"): it meets the schema as it is, and is refused there.
 */
export const decimal = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === "string" && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value) ? Number(value) : value),
    schema,
  );

/** Settings on their way to a service: JSON, with defaults filled in and keys in a stable order. */
export function encodeSettings(settings: unknown): string {
  return canonicalJson(settings);
}

/** Reads what `encodeSettings` wrote, or a person; throws a SettingsError that says all that is wrong with it. */
export function decodeSettings<T extends z.ZodType>(schema: T, text: string, where: string): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SettingsError([`${where} is not JSON: ${error instanceof Error ? error.message : error}`]);
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new SettingsError(explain(read.error, value, (path) => (path === "" ? where : path)));
}

/** Settings that cannot be used; one sentence per problem. */
export class SettingsError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(problems.join("\n"));
    this.name = "SettingsError";
    this.problems = problems;
  }
}

/**
 * The problems as sentences that name the key, the value and why. `nameOf` turns a dotted path ("breaker.failureRatio")
 * into the key as the reader knows it.
 */
export function explain(
  error: z.ZodError,
  value: unknown,
  nameOf: (path: string) => string = (path) => path,
): string[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys")
      return issue.keys.map(
        (key) => `${nameOf([...path, key].join("."))} is not a setting: check its spelling, or remove it`,
      );
    const found = path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
    const name = nameOf(path.join("."));
    return [
      found === undefined ? `${name} is missing: ${issue.message}` : `${name} is ${show(found)}: ${issue.message}`,
    ];
  });
}

/** Twelve hex digits that tell these settings from any other: the start of the SHA-256 of their canonical JSON. */
export function settingsVersion(settings: unknown): string {
  return createHash("sha256").update(canonicalJson(settings)).digest("hex").slice(0, 12);
}

/** JSON with the keys of every object sorted, so that equal settings are equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
