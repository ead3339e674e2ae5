/** The three databases of the two services: a service has its own, and so has the processor that Payment charges at. */
import { Client } from "pg";
import type { PostgresServer } from "./postgres.ts";

export const DATABASES = ["order", "ledger", "processor"] as const;
export type DatabaseName = (typeof DATABASES)[number];

/** postgres://USER:PASSWORD@HOST:PORT/NAME each: secrets. */
export type DatabaseUrls = Record<DatabaseName, string>;

/** What a service reads of them, as the program on Kubernetes gives it. */
export function databaseEnv(
  ...[service, urls]: ["order", Pick<DatabaseUrls, "order">] | ["payment", Omit<DatabaseUrls, "order">]
): Record<string, string> {
  if (service === "order") return { HOLDFAST_DATABASE_URL: urls.order };
  return { HOLDFAST_DATABASE_URL: urls.ledger, HOLDFAST_PROCESSOR_DATABASE_URL: urls.processor };
}

/** Makes an empty database, unless there is one of that name. */
export function ensureDatabase(server: Pick<PostgresServer, "url">, name: string): Promise<void> {
  return asOwner(server, async (client) => {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  });
}

/** Deletes a database with all that is in it, if there is one, and cuts off whoever uses it. */
export function dropDatabase(server: Pick<PostgresServer, "url">, name: string): Promise<void> {
  return asOwner(server, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
  });
}

/** Runs `work` with a connection to the server's own database, as who may do anything there. */
export async function asOwner(
  server: Pick<PostgresServer, "url">,
  work: (client: Client) => Promise<unknown>,
): Promise<void> {
  const client = new Client({ connectionString: server.url("postgres") });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
