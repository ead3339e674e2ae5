import { SettingsError } from "../settings-error.ts";

/**
 * The URL of a database from the environment variable that holds it; `what` says whose database it is. Throws a
 * SettingsError that names the variable and how to set it, and never shows the value: it has a password.
 */
export function databaseUrl(variable: string, value: string | undefined, what: string): string {
  const how = `set it to postgres://USER:PASSWORD@HOST:PORT/DATABASE, the database of ${what}`;
  if (value === undefined || value === "") throw new SettingsError(variable, [`it is not set: ${how}`]);
  const url = URL.parse(value);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
    throw new SettingsError(variable, [`it is not the URL of a database (the value is secret and not shown): ${how}`]);
  return value;
}
