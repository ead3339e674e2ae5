/**
 * Numbered SQL migrations: `0001-orders.sql`, `0002-….sql` of a folder, each run once, in order, in a transaction of its
 * own. Replicas that start together wait for each other. A migration only ever adds ("expand"), and what is no longer
 * used goes in a later release ("contract"), so that old and new replicas can run side by side in a rollout.
 */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import type { Log } from "../log.ts";
import { readUnixText } from "../unix-text.ts";
import type { Database } from "./database.ts";

/** Any number will do, as long as nobody else locks the same one in this database. */
const LOCK = 7_243_001;

/** For one migration; a starting pod is given little more. */
const MIGRATION_MS = 100_000;

type Migration = { number: number; name: string; sql: string; sha256: string };

const sha256Of = (sql: string) => createHash("sha256").update(sql).digest("hex");

/**
 * Brings the database up to date. An error if a migration was changed after it ran. A database that is ahead, since newer
 * replicas have migrated it, is fine.
 */
export async function migrate(database: Database, folder: URL, log: Log): Promise<void> {
  await database.transaction(async (query) => {
    // CREATE TABLE IF NOT EXISTS is not safe against itself.
    await query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    await query(`CREATE TABLE IF NOT EXISTS schema_migrations (
      number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  });
  for (const migration of migrationsIn(folder)) {
    const { number, name, sql, sha256 } = migration;
    const ran = await database.transaction(async (query) => {
      await query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
      const [applied] = await query<{ sha256: string }>("SELECT sha256 FROM schema_migrations WHERE number = $1", [
        number,
      ]);
      // Earlier versions recorded the file as it was checked out, with CRLF perhaps.
      if (applied && ![sha256, sha256Of(sql.replaceAll("\n", "\r\n"))].includes(applied.sha256))
        throw new Error(`migration ${name} was changed after it had run: put it back, and add a new one`);
      if (applied) return false;
      // An index on a large table takes its time. But whoever waits for a table has everybody else wait behind: better to
      // give up, and try again.
      await query(`SET LOCAL statement_timeout = ${MIGRATION_MS}; SET LOCAL lock_timeout = 2000`);
      await query(sql, undefined, MIGRATION_MS);
      await query("INSERT INTO schema_migrations (number, name, sha256) VALUES ($1, $2, $3)", [number, name, sha256]);
      return true;
    });
    if (ran) log.info({ migration: name }, "the database was migrated");
  }
}

/** In order. An error if two have the same number, or a name has none. */
export function migrationsIn(folder: URL): Migration[] {
  const migrations = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => {
      const number = Number(/^(\d{4})-[\w-]+\.sql$/.exec(name)?.[1]);
      if (!(number >= 1)) throw new Error(`${name} must be called NNNN-what-it-does.sql`);
      const sql = readUnixText(new URL(name, folder));
      return { number, name, sql, sha256: sha256Of(sql) };
    });
  for (const [index, { number, name }] of migrations.entries())
    if (number !== index + 1) throw new Error(`${name} should have the number ${index + 1}: numbers have no gaps`);
  return migrations;
}
