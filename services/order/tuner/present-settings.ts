import { readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import { explain } from "../../shared/settings.ts";
import { SettingsError } from "../../shared/settings-error.ts";
import { BreakerSettings } from "../breaker/settings.ts";
import { InputError } from "./input-error.ts";

/**
 * Reads the breaker's settings from a file: a stack's (Pulumi.dev.yaml), what `pulumi config --json` prints, Order's
 * live settings, or an object of the thresholds alone. Throws an InputError or a SettingsError.
 */
export function readPresentSettings(file: string): BreakerSettings {
  const { breaker, prefix } = breakerIn(parsed(file));
  const result = BreakerSettings.safeParse(breaker, { reportInput: true });
  if (!result.success) throw new SettingsError(file, explain(result.error, prefix, breaker));
  return result.data;
}

function parsed(file: string): unknown {
  try {
    // YAML's reader takes JSON too, but would also take a broken one for some text.
    const text = readFileSync(file, "utf8");
    return /\.ya?ml$/.test(file) ? parse(text) : JSON.parse(text);
  } catch (error) {
    if (error instanceof YAMLParseError) throw new InputError(`${file} is not YAML: ${error.message.trim()}`);
    if (error instanceof SyntaxError)
      throw new InputError(
        `${file} is not JSON: ${error.message}. A stack's file is read as YAML if its name ends in .yaml.`,
      );
    if (error instanceof Error && "syscall" in error) throw new InputError(`${file} cannot be read: ${error.message}`);
    throw error;
  }
}

type Found = { breaker: unknown; prefix: string };

/** Where the thresholds stand, and how messages call that place. A stack that sets none of them has the defaults. */
function breakerIn(input: unknown): Found {
  if (!isObject(input)) return { breaker: input, prefix: "" };
  if ("breaker" in input) return { breaker: input.breaker, prefix: "breaker." };
  const stack = isObject(input.config) ? input.config : input;
  const prefix = "holdfast:breaker.";
  if ("holdfast:breaker" in stack) {
    const value = stack["holdfast:breaker"];
    // `pulumi config --json` wraps each value.
    return { breaker: (isObject(value) && "objectValue" in value ? value.objectValue : value) ?? {}, prefix };
  }
  const isStack = stack !== input || Object.keys(input).some((key) => key.includes(":") || key === "config");
  return isStack ? { breaker: {}, prefix } : { breaker: input, prefix: "" };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
