import type { Log } from "../shared/log.ts";
import { type Database, openDatabase } from "../shared/postgres/database.ts";
import { migrateWhenThere } from "../shared/postgres/migrate-when-there.ts";

export type OrderBookOptions = {
  url: string;
  /** At most. */
  connections: number;
  log: Log;
  /** Aborted, it ends the wait for the database: its reason is thrown. */
  stopping?: AbortSignal | undefined;
};

/** Beside this file in the source, and beside main.js in an image. */
const MIGRATIONS = new URL("./migrations/", import.meta.url);

/** Order's database, up to date; waits until it is there. */
export async function openOrderBook(options: OrderBookOptions): Promise<Database> {
  const { url, connections, log, stopping = new AbortController().signal } = options;
  const database = openDatabase({ url, connections, log });
  try {
    await migrateWhenThere({ database, folder: MIGRATIONS, log, stopping });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
