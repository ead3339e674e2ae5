import { explain } from "../services/shared/settings.ts";
import { StackSettings } from "./settings.ts";

/** The settings of a stack, or everything that is wrong with them, a sentence each. */
export type Reading = { ok: true; settings: StackSettings } | { ok: false; problems: string[] };

const OURS = "holdfast:";
const OBJECTS = new Set(["image", "order", "payment", "breaker", "chaos", "monitoring"]);

/**
 * Reads stack config: every value arrives as text, that of an object as JSON, and what is empty was not set.
 * Keys of other namespaces (pulumi:…, kubernetes:…) are not ours to judge.
 */
export function readSettings(config: Record<string, string>, stack: string): Reading {
  const given = new Map(
    Object.entries(config)
      .filter(([key, text]) => key.startsWith(OURS) && text !== "")
      .map(([key, text]) => [key.slice(OURS.length), text]),
  );
  const problems = problemsOfAccount(given);
  // The schema never sees the password, so that no message can show it.
  given.delete("registryPassword");

  const values = Object.fromEntries([...given].map(([key, text]) => [key, OBJECTS.has(key) ? parsed(text) : text]));
  const input = { namespace: `holdfast-${stack}`, ...values };
  const result = StackSettings.safeParse(input, { reportInput: true });
  if (!result.success) problems.push(...explain(result.error, OURS, input));
  else if (result.data.registryUsername && !result.data.image.registry)
    problems.push("`holdfast:image.registry` is required beside registryUsername: it tells whose user that is");
  return result.success && problems.length === 0 ? { ok: true, settings: result.data } : { ok: false, problems };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function problemsOfAccount(given: Map<string, string>): string[] {
  const username = given.has("registryUsername");
  const password = given.has("registryPassword");
  if (username && !password)
    return [
      "`holdfast:registryPassword` is missing beside registryUsername: set it with `pulumi config set --secret holdfast:registryPassword`",
    ];
  if (password && !username)
    return [
      "`holdfast:registryUsername` is missing beside registryPassword: set it with `pulumi config set holdfast:registryUsername NAME`",
    ];
  return [];
}
