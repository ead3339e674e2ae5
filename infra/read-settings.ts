import { z } from "zod";
import { explain, type Told } from "../services/shared/settings.ts";
import { DATABASE_SECRETS, type DatabasePlaces, placesOfDatabases } from "./database-secrets.ts";
import { StackSettings } from "./settings.ts";
import { problemsOfSize } from "./settings-size.ts";
import { inStackFile } from "./stack-file-remedies.ts";

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
 * Keys of other namespaces (pulumi:…, kubernetes:…) are not ours to judge. `isSecret` says of a key, like
 * "holdfast:order", whether its value or any part of it was set as a secret: by now it is plain text.
 */
export function readSettings(
  config: Record<string, string>,
  stack: string,
  isSecret: (key: string) => boolean,
): Reading {
  const given = new Map(
    Object.entries(config)
      .filter(([key, text]) => key.startsWith(OURS) && text !== "")
      .map(([key, text]) => [key.slice(OURS.length), text]),
  );
  const databases = placesOfDatabases(given);
  const misplaced = [...given.keys()].filter((key) => isSecret(OURS + key) && Object.hasOwn(StackSettings.shape, key));
  const problems = [
    ...problemsOfPlainText([...given.keys()].filter((key) => SECRETS.includes(key) && !isSecret(OURS + key))),
    ...problemsOfMisplacedSecrets(misplaced),
    ...problemsOfAccount(given),
    ...databases.problems,
  ];
  // The schema never sees them, so that no message can show them.
  for (const secret of SECRETS) given.delete(secret);

  const values = Object.fromEntries([...given].map(([key, text]) => [key, OBJECTS.has(key) ? parsed(text) : text]));
  const input = { namespace: `holdfast-${stack}`, ...values };
  const instead = (told: Told) =>
    told.key === `${OURS}namespace` && !given.has("namespace") ? problemOfStackName(stack, told) : inStackFile(told);
  const result = StackSettings.safeParse(input, { reportInput: true });
  if (!result.success) problems.push(...explain(withoutValuesOf(misplaced, result.error), OURS, input, instead));
  else if (result.data.registryUsername && !result.data.image.registry)
    problems.push("`holdfast:image.registry` is required beside registryUsername: it tells whose user that is");
  if (result.success) problems.push(...problemsOfSize(result.data));
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

function problemOfStackName(stack: string, { value, rule }: Told): string {
  return (
    `the stack's name is "${stack}", and the namespace "${value}" that is made from it ${rule}. ` +
    `Name another with \`pulumi config set ${OURS}namespace NAME\``
  );
}

/** Everything but SECRETS goes into manifests as plain text, and from there into Pulumi's state. */
function problemsOfMisplacedSecrets(keys: string[]): string[] {
  return keys.map(
    (key) =>
      `\`${OURS}${key}\` is a secret, or holds one: it would stand in manifests and in Pulumi's state as plain text. Only ` +
      `${SECRETS.join(", ")} can be secrets. ` +
      (OBJECTS.has(key)
        ? `Take the secret out with \`pulumi config rm --path ${OURS}${key}.FIELD\`, or set the field with \`--plaintext\` if all may read it`
        : `Take it out with \`pulumi config rm ${OURS}${key}\`, or set it with \`--plaintext\` if all may read it`),
  );
}

function problemsOfPlainText(keys: string[]): string[] {
  return keys.map(
    (key) =>
      `\`${OURS}${key}\` is set as plain text, which stands readable in the stack's file: choose another value, ` +
      `and set it with \`pulumi config set --secret ${OURS}${key}\``,
  );
}

/** A sentence about a value shows it, and must not where the value may be a secret. */
function withoutValuesOf(keys: string[], error: z.ZodError): z.ZodError {
  return new z.ZodError(error.issues.filter(({ path: [key] }) => !keys.some((each) => each === key)));
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
