/** What is said of a value that YAML or `pulumi config set` has made out of what a person wrote. */
import type { Told } from "../services/shared/settings.ts";

/** The whole sentence, or nothing where the rule alone says enough. `key` is as `pulumi config set --path` takes it. */
export function inStackFile({ key, value, rule, expected }: Told): string | undefined {
  // A line with nothing behind its colon, or with all that was below it commented out.
  if (value === null) return `\`${key}\` is empty: give it a value, or take the line out`;
  if (expected === "string" && (typeof value === "boolean" || typeof value === "number"))
    return (
      `\`${key}\` is ${value}: ${rule}. Set it with \`pulumi config set --type string --path ${quoted(key)} ${asWritten(value)}\`, ` +
      "or put it in quotes in the stack's file"
    );
  return undefined;
}

const quoted = (key: string) => (/^[\w:.-]+$/.test(key) ? key : `'${key}'`);

/** Of another number it is not known how it was written: 1.50, or 20 digits. */
const asWritten = (value: boolean | number) =>
  typeof value === "boolean" || Number.isSafeInteger(value) ? String(value) : "VALUE";
