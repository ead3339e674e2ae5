/** What is compared, out of each of the three databases: in batches, as of one moment. */
import { type Database, DatabaseUnavailable, type Query } from "../services/shared/postgres/database.ts";
import type { Streams } from "./books.ts";
import type { LedgerRecord, Money, Movement, OrderRecord } from "./compare.ts";

/** Order's; Payment's; the processor's. */
export type Databases = { order: Database; ledger: Database; processor: Database };

/** A database that could not be read; the cause is its error. */
export class Unreadable extends Error {
  readonly database: keyof Databases;

  constructor(database: keyof Databases, cause: unknown) {
    super(`the ${database} database could not be read`, { cause });
    this.database = database;
  }
}

const BATCH = 2_000;

/**
 * Hands over everything, or what belongs to the groups (see groupOf). Money moves before the ledger says so, and the ledger
 * before the order book: so they are looked at the other way round, and whatever one of them says, the next must know.
 */
export function readAll<T>(
  databases: Databases,
  groups: string[] | undefined,
  work: (streams: Streams) => Promise<T>,
): Promise<T> {
  return asOfNow(databases, "order", async (inOrder) => {
    const orders = await openOrders(inOrder, groups);
    return asOfNow(databases, "ledger", async (inLedger) => {
      const ledger = await openLedger(inLedger, groups);
      return asOfNow(databases, "processor", async (inProcessor) =>
        work({ orders, ledger, movements: await openMovements(inProcessor, groups) }),
      );
    });
  });
}

/** From its first query on, the transaction sees nothing that comes later. */
async function asOfNow<T>(databases: Databases, name: keyof Databases, work: (query: Query) => Promise<T>): Promise<T> {
  const blaming: <R>(promise: Promise<R>) => Promise<R> = (promise) =>
    promise.catch((error: unknown) => {
      throw isOfDatabase(error) ? new Unreadable(name, error) : error;
    });
  return blaming(
    databases[name].transaction(async (query) => {
      await query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      // It waits for the other databases, as long as they have more.
      await query("SET LOCAL idle_in_transaction_session_timeout = 0");
      return work((sql, values) => blaming(query(sql, values)));
    }),
  );
}

/** The driver's own errors have the server's code. */
function isOfDatabase(error: unknown): boolean {
  return error instanceof DatabaseUnavailable || (error instanceof Error && "severity" in error);
}

type MoneyColumns = { currency_code: string; amount_minor: string };

function readMoney({ currency_code, amount_minor }: MoneyColumns): Money {
  return { currencyCode: currency_code, amountMinor: Number(amount_minor) };
}

type OrderRow = MoneyColumns & {
  order_id: string;
  status: OrderRecord["status"];
  attempt: number;
  never_sent: boolean;
};

function openOrders(query: Query, groups: string[] | undefined) {
  return open<OrderRow, OrderRecord>(
    query,
    `SELECT order_id, status, attempt, currency_code, total_minor AS amount_minor, charged IS NOT DISTINCT FROM 'no' AS never_sent
     FROM orders WHERE $1::text[] IS NULL OR order_id::text = ANY ($1) ORDER BY order_id`,
    groups,
    (row) => ({
      orderId: row.order_id,
      status: row.status,
      attempt: row.attempt,
      total: readMoney(row),
      neverSent: row.never_sent,
    }),
  );
}

type LedgerRow = { key: string; state: LedgerRecord["state"] } & (
  | MoneyColumns
  | { currency_code: null; amount_minor: null }
);

function openLedger(query: Query, groups: string[] | undefined) {
  return open<LedgerRow, LedgerRecord>(
    query,
    `SELECT key, state, currency_code, amount_minor FROM payments WHERE ${IN_GROUPS} ORDER BY key COLLATE "C"`,
    groups,
    (row) => ({ key: row.key, state: row.state, amount: row.currency_code === null ? null : readMoney(row) }),
  );
}

function openMovements(query: Query, groups: string[] | undefined) {
  return open<MoneyColumns & { key: string; kind: Movement["kind"] }, Movement>(
    query,
    `SELECT key, kind, currency_code, amount_minor FROM movements WHERE ${IN_GROUPS} ORDER BY key COLLATE "C", id`,
    groups,
    (row) => ({ key: row.key, kind: row.kind, amount: readMoney(row) }),
  );
}

const IN_GROUPS = "$1::text[] IS NULL OR left(key, 36) = ANY ($1)";

/** Its rows are those of the moment when it was opened. */
async function open<Row extends Record<string, unknown>, T>(
  query: Query,
  select: string,
  groups: string[] | undefined,
  read: (row: Row) => T,
): Promise<AsyncGenerator<T>> {
  await query(`DECLARE compared NO SCROLL CURSOR FOR ${select}`, [groups ?? null]);
  return (async function* () {
    for (;;) {
      const rows = await query<Row>(`FETCH ${BATCH} FROM compared`);
      for (const row of rows) yield read(row);
      if (rows.length < BATCH) return;
    }
  })();
}
