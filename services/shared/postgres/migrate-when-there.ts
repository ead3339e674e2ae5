import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../log.ts";
import { CommitUnknown, type Database, DatabaseRefused, DatabaseUnavailable } from "./database.ts";
import { migrate } from "./migrate.ts";

export type MigrationOptions = {
  database: Database;
  folder: URL;
  log: Log;
  /** Aborted, it ends the wait: its reason is thrown. */
  stopping: AbortSignal;
  /** Resolves after so many milliseconds, or once `stopping` is aborted. */
  pause?: (ms: number) => Promise<unknown>;
};

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Brings the database up to date, and waits for it as long as it is not there: a service and its database may start in
 * any order. What a database refuses that is there, such as a password, is an error.
 */
export async function migrateWhenThere(options: MigrationOptions): Promise<void> {
  const { database, folder, log, stopping } = options;
  const pause = options.pause ?? ((ms) => delay(ms, undefined, { signal: stopping }).catch(() => {}));
  for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(2 * ms, LONGEST_PAUSE_MS)) {
    stopping.throwIfAborted();
    try {
      return await migrate(database, folder, log);
    } catch (error) {
      if (error instanceof DatabaseRefused) throw error;
      // A migration that may have been committed is looked for again.
      if (!(error instanceof DatabaseUnavailable || error instanceof CommitUnknown)) throw error;
      log.warn({ reason: reasonOf(error), againInMs: ms }, "waiting for the database");
    }
    await pause(ms);
  }
}

/** The system's own words where there are some; an address may be in them, a password never is. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error && cause.message !== "" ? `${message}: ${cause.message}` : message;
}
