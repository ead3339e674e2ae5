/** Where a tool that a person runs finds a database: an option, else the environment, else the local run of this clone. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { SettingsError } from "../settings-error.ts";
import { databaseUrl } from "./database-url.ts";

/** What `npm run local` writes; in the clone that it runs in. */
const LOCAL_URLS = path.join(import.meta.dirname, "..", "..", "..", ".local", "urls.json");

export type ToolDatabaseOptions = {
  /** Its name and what was given with it. */
  option: { name: string; value: string | undefined };
  /** The same of the environment. */
  variable: { name: string; value: string | undefined };
  /** Whose database it is, as `npm run local` calls it. */
  owner: "order" | "ledger" | "processor";
  localUrls?: string;
};

/** `source` says where the URL is from. Throws a SettingsError, which never shows a URL, if there is none. */
export function toolDatabase(options: ToolDatabaseOptions): { url: string; source: string } {
  const { option, variable, owner, localUrls = LOCAL_URLS } = options;
  for (const { name, value } of [option, variable])
    if (value) return { url: databaseUrl(name, value, owner), source: name };
  const local = readLocal(localUrls)?.[owner];
  if (local !== undefined) return { url: local, source: "the local run of this clone (npm run local)" };
  throw new SettingsError(variable.name, [
    `it is not set, and nothing runs locally: set it to postgres://USER:PASSWORD@HOST:PORT/DATABASE of ${owner}, or give ${option.name}`,
  ]);
}

function readLocal(file: string): Partial<Record<string, string>> | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // It has never run here, or is being made anew.
    return undefined;
  }
}
