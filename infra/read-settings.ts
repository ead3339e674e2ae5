import { explain } from "../services/shared/settings.ts";
import { DATABASE_SECRETS, type DatabasePlaces, placesOfDatabases } from "./database-secrets.ts";
import { StackSettings } from "./settings.ts";

/** The settings of a stack, or everything that is wrong with them, a sentence each. */
export type Reading =
  | { ok: true; settings: StackSettings; databases: DatabasePlaces }
  | { ok: false; problems: string[] };

const OURS = "holdfast:";
const OBJECTS = new Set([
  "image",
  "order",
  "payment",
  "database",
  "breaker",
  "settlement",
  "ejection",
  "rateLimit",
  "loadShedding",
  "chaos",
  "monitoring",
]);
/** Flat, so that `pulumi config set --secret` works on each alone. */
export const SECRETS: readonly string[] = ["registryPassword", ...DATABASE_SECRETS];

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
  const databases = placesOfDatabases(given);
  const problems = [...problemsOfAccount(given), ...databases.problems];
  // The schema never sees them, so that no message can show them.
  for (const secret of SECRETS) given.delete(secret);

  const values = Object.fromEntries([...given].map(([key, text]) => [key, OBJECTS.has(key) ? parsed(text) : text]));
  const input = { namespace: `holdfast-${stack}`, ...values };
  const result = StackSettings.safeParse(input, { reportInput: true });
  if (!result.success) problems.push(...explain(result.error, OURS, input));
  else if (result.data.registryUsername && !result.data.image.registry)
    problems.push("`holdfast:image.registry` is required beside registryUsername: it tells whose user that is");
  return result.success && problems.length === 0
    ? { ok: true, settings: result.data, databases: databases.places }
    : { ok: false, problems };
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
