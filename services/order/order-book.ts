import type { Reach } from "../shared/crash-points.ts";
import type { App } from "../shared/lifecycle.ts";
import type { Log } from "../shared/log.ts";
import { openDatabase } from "../shared/postgres/database.ts";
import { migrateWhenThere } from "../shared/postgres/migrate-when-there.ts";
import { delayMs } from "./back-off.ts";
import { type CrashPoint, ordersReaching } from "./crash-points.ts";
import { type Orders, ordersIn } from "./orders.ts";
import type { OrderSettings } from "./settings.ts";

export type OrderBookOptions = {
  databaseUrl: string;
  settings: Pick<OrderSettings, "databaseConnections" | "settlement">;
  random: () => number;
  reach: Reach<CrashPoint>;
  log: Log;
  /** Aborted, it ends the wait for the database: its reason is thrown. */
  stopping: AbortSignal;
};

/** Beside this file in the source, and beside main.js in an image. */
const MIGRATIONS = new URL("./migrations/", import.meta.url);

/** The order book as a running Order has it, in a database that is up to date; waits until that is there. */
export async function openOrderBook(options: OrderBookOptions): Promise<App & { orders: Orders }> {
  const { databaseUrl: url, settings, random, reach, log, stopping } = options;
  const database = openDatabase({ url, connections: settings.databaseConnections, log });
  try {
    await migrateWhenThere({ database, folder: MIGRATIONS, log, stopping });
  } catch (error) {
    await database.close();
    throw error;
  }
  const orders = ordersIn({
    database,
    limits: () => ({ maxTries: settings.settlement.maxTries }),
    delayMs: (due) => delayMs(due, settings.settlement, random),
  });
  return { orders: ordersReaching(orders, reach), close: () => database.close() };
}
