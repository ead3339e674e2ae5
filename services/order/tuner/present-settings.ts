import { readFileSync } from "node:fs";
import { z } from "zod";
import { decodeSettings } from "../../shared/settings.ts";
import { BreakerSettings } from "../breaker/settings.ts";
import { InputError } from "./input-error.ts";

/**
 * Reads the breaker's settings from a file: what `pulumi config --json` prints, Order's live settings, or an object of
 * the thresholds alone. Throws an InputError or a SettingsError.
 */
export function readPresentSettings(file: string): BreakerSettings {
  if (/\.ya?ml$/.test(file))
    throw new InputError(`${file} is YAML: give the stack's config as JSON, with \`pulumi config --json > FILE\``);
  try {
    return decodeSettings(z.preprocess(breakerIn, BreakerSettings), readFileSync(file, "utf8"), file);
  } catch (error) {
    throw error instanceof Error && "syscall" in error ? new InputError(error.message) : error;
  }
}

/** A stack that sets nothing of the breaker has its defaults. */
function breakerIn(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return input;
  if ("breaker" in input) return input.breaker;
  const ofStack = Object.entries(input).filter(([key]) => key.includes(":"));
  if (ofStack.length === 0) return input;
  const [, breaker] = ofStack.find(([key]) => key === "holdfast:breaker") ?? [];
  return breaker?.objectValue ?? {};
}
