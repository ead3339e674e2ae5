/** Payment's two databases: the ledger's, and that of the simulated processor, which is another party. */
import type { App } from "../shared/lifecycle.ts";
import type { Log } from "../shared/log.ts";
import { type Database, openDatabase } from "../shared/postgres/database.ts";
import { migrateWhenThere } from "../shared/postgres/migrate-when-there.ts";

/** Never logged: they have passwords. */
export type DatabaseUrls = { ledger: string; processor: string };

export type DatabasesOptions = {
  urls: DatabaseUrls;
  /** At most, to each. */
  connections: number;
  log: Log;
  stopping: AbortSignal;
};

// Named here, in the folder of the bundle that the image has: the migrations lie beside it.
const MIGRATIONS = new URL("./migrations/", import.meta.url);
const PROCESSOR_MIGRATIONS = new URL("./processor/migrations/", import.meta.url);

/** Resolves once both are there and up to date. */
export async function openDatabases(
  options: DatabasesOptions,
): Promise<App & { ledger: Database; processor: Database }> {
  const { urls, connections, log, stopping } = options;
  const ledger = openDatabase({ url: urls.ledger, connections, log });
  const processor = openDatabase({ url: urls.processor, connections, log });
  const close = async () => {
    await Promise.all([ledger.close(), processor.close()]);
  };
  try {
    await migrateWhenThere({ database: ledger, folder: MIGRATIONS, log, stopping });
    await migrateWhenThere({ database: processor, folder: PROCESSOR_MIGRATIONS, log, stopping });
  } catch (error) {
    await close();
    throw error;
  }
  return { ledger, processor, close };
}
