/**
 * How settings are read, written and told apart: strictly, all problems at once, each as a sentence that names the
 * key, the value and the rule. Stack config, the environment and the live file all come through here.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { SettingsError } from "./settings-error.ts";

/** A plain decimal: no exponent, no hexadecimal, no blanks, no leading zeros. "" is not 0. */
const DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/**
 * Lets a number also be written as a decimal string, which is what `pulumi config set` makes of one.
 * Anything else meets the schema as it is.
 */
export function decimal<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (typeof value === "string" && DECIMAL.test(value) ? Number(value) : value), schema);
}

/** A whole number from `min` to `max`, with a unit for the message: "milliseconds". */
export function whole(min: number, max: number, unit?: string) {
  const rule = `must be a whole number${unit ? ` of ${unit}` : ""} from ${min} to ${max}`;
  return decimal(z.int(rule).min(min, rule).max(max, rule));
}

/** Settings as canonical JSON: the same settings are the same text, in whatever order their keys were set. */
export function encodeSettings(settings: unknown): string {
  return JSON.stringify(settings, (_key, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}

/** Reads what `encodeSettings` wrote, or what a person did. Throws a SettingsError with everything that is wrong. */
export function decodeSettings<T extends z.ZodType>(schema: T, text: string, source: string): z.output<T> {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    const found =
      text.trim() === "" ? "it is empty" : `it is not JSON: ${error instanceof Error ? error.message : error}`;
    throw new SettingsError(source, [found]);
  }
  const result = schema.safeParse(input, { reportInput: true });
  if (!result.success) throw new SettingsError(source, explain(result.error, "", input));
  return result.data;
}

/** The first 12 hexadecimal digits of the SHA-256 of the settings: what metrics and stack outputs call a version. */
export function settingsVersion(settings: unknown): string {
  return createHash("sha256").update(encodeSettings(settings)).digest("hex").slice(0, 12);
}

/** A value and the rule that it breaks. */
export interface Told {
  /** With the prefix, as `pulumi config set --path` takes it; "" for the whole. */
  key: string;
  value: unknown;
  rule: string;
  /** The type that is needed, in zod's words, where the value is of another. */
  expected: string | undefined;
}

/**
 * What is wrong with settings, a sentence for each problem: "`breaker.failureRatio` is 1.5: must be …".
 * `prefix` stands before each key ("holdfast:"). `input` is what was parsed; without it no value can be told, and
 * without zod's `reportInput` no default. `instead` may have a better sentence about a value.
 */
export function explain(
  error: z.core.$ZodError,
  prefix = "",
  input?: unknown,
  instead: (told: Told) => string | undefined = () => undefined,
): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys")
      return issue.keys.map(
        (key) => `${nameOf(prefix, [...issue.path, key])} is not a setting: mend its name or take it out`,
      );
    const name = nameOf(prefix, issue.path);
    const rule = ruleOf(issue);
    if (issue.code === "invalid_key") return `the key ${name} ${rule}`;
    if (input === undefined) return `${name} ${rule}`;
    const value = valueAt(input, issue.path);
    if (value === undefined) return `${name} ${unset(issue, rule)}`;
    const expected = issue.code === "invalid_type" ? issue.expected : undefined;
    return instead({ key: keyOf(prefix, issue.path), value, rule, expected }) ?? `${name} is ${shown(value)}: ${rule}`;
  });
}

/** What is not there was needed, or was left to a default that does not suit another key. */
function unset(issue: z.core.$ZodIssue, rule: string): string {
  // A rule may be a whole sentence about what is not there: "is required unless …".
  if (rule.startsWith("is ")) return rule;
  const isDefault = issue.code === "custom" && issue.input !== undefined && !isObject(issue.input);
  return isDefault ? `is not set, and its default is ${shown(issue.input)}: ${rule}` : `is missing: ${rule}`;
}

/** The schema's own words where it has some; zod's are turned into a rule. */
function ruleOf(issue: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPE_NAMES[issue.expected] ?? `of type ${issue.expected}`}`;
    case "invalid_value":
      return `must be ${issue.values.map(String).join(" or ")}`;
    case "invalid_key":
      return issue.issues.map(ruleOf).join(", ");
    default:
      return `is not allowed: ${issue.message}`;
  }
}

const TYPE_NAMES: Partial<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
};

function nameOf(prefix: string, path: readonly PropertyKey[]): string {
  const key = keyOf(prefix, path);
  return key === "" ? "the whole" : `\`${key}\``;
}

function keyOf(prefix: string, path: readonly PropertyKey[]): string {
  // As `pulumi config set --path` takes them: an index in brackets, and a key with a dot in it in quotes too.
  const steps = path.map((step) =>
    typeof step === "string" && /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
  );
  return prefix + steps.join("").replace(/^\./, "");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (isObject(value) || Array.isArray(value) ? Reflect.get(value, step) : undefined),
    input,
  );
}

const LONGEST_SHOWN = 80;

function shown(value: unknown): string {
  // JSON has no NaN and no Infinity, and would say null; YAML has them.
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
