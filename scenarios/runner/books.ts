/** The order book and the money, read from the databases. */

import type { DatabaseUrls } from "../../local/databases.ts";
import { reconcile } from "../../reconcile/reconcile.ts";
import { createLog } from "../../services/shared/log.ts";
import { type Database, openDatabase } from "../../services/shared/postgres/database.ts";
import type { MoneyCheck, OrderRows } from "../run.ts";

export type Books = {
  pending(): Promise<number | undefined>;
  orders(clients: string, startedAtMs: number): Promise<OrderRows>;
  money(settle: () => Promise<void>): Promise<MoneyCheck>;
  close(): Promise<void>;
};

type Row = { placed: number; settled: number | null; status: string; key: string };

export function openBooks(urls: DatabaseUrls): Books {
  const log = createLog({ service: "scenario", replica: "" });
  log.level = "silent";
  const open = (url: string): Database => openDatabase({ url, log, connections: 1, statementMs: 60_000 });
  const databases = { order: open(urls.order), ledger: open(urls.ledger), processor: open(urls.processor) };
  return {
    async pending() {
      try {
        const [row] = await databases.order.query<{ count: number }>(
          "SELECT count(*)::int AS count FROM orders WHERE status = 'payment-pending'",
        );
        return row?.count;
      } catch {
        return undefined;
      }
    },
    async orders(clients, startedAtMs) {
      const rows = await databases.order.query<Row>(
        `SELECT extract(epoch FROM placed_at)::float8 * 1000 AS placed, status, idempotency_key AS key,
                CASE WHEN status <> 'payment-pending' THEN extract(epoch FROM changed_at)::float8 * 1000 END AS settled
         FROM orders WHERE starts_with(client_id, $1) ORDER BY placed_at`,
        [clients],
      );
      return {
        placedMs: rows.map(({ placed }) => Math.round(placed - startedAtMs)),
        settledMs: rows.map(({ settled }) => settled && Math.round(settled - startedAtMs)),
        status: rows.map(({ status }) => status),
        keys: new Set(rows.map(({ key }) => key)).size,
      };
    },
    async money(settle) {
      const { compared, open, differences } = await reconcile({ databases, settle });
      return {
        ...compared,
        pending: open.pending,
        inReview: open.inReview,
        differences: differences.map(({ kind, subject, what }) => `${kind} ${subject}: ${what}`),
      };
    },
    async close() {
      await Promise.all(Object.values(databases).map((database) => database.close()));
    },
  };
}
