/** What the databases of a round hold: how much is still under way, and at the end all of it. */
import type { DatabaseName } from "../local/databases.ts";
import { createLog } from "../services/shared/log.ts";
import { type Database, openDatabase } from "../services/shared/postgres/database.ts";
import type { Movement, OrderRow, PaymentRow, Recorder } from "./history.ts";

export type Books = {
  /** Orders that are pending, and payments that are. */
  underWay(): Promise<{ orders: number; payments: number }>;
  /** Every order, payment and movement, into the history. */
  dump(record: Recorder): Promise<void>;
  close(): Promise<void>;
};

export function openBooks(url: (name: DatabaseName) => string): Books {
  const log = createLog({ service: "torture", replica: "torture" });
  log.level = "silent";
  const open = (name: DatabaseName): Database => openDatabase({ url: url(name), log, connections: 1 });
  const order = open("order");
  const ledger = open("ledger");
  const processor = open("processor");

  return {
    async underWay() {
      const [orders] = await order.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM orders WHERE status = 'payment-pending'",
      );
      const [payments] = await ledger.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM payments WHERE lease_until IS NOT NULL",
      );
      return { orders: orders?.n ?? 0, payments: payments?.n ?? 0 };
    },

    async dump(record) {
      for (const row of await order.query<OrderRow>(ORDERS)) record({ type: "order", ...row });
      for (const row of await ledger.query<PaymentRow>(PAYMENTS)) record({ type: "payment", ...row });
      for (const row of await processor.query<Movement>(MOVEMENTS)) record({ type: "movement", ...row });
    },

    async close() {
      await Promise.all([order.close(), ledger.close(), processor.close()]);
    },
  };
}

// As float8, which holds whole numbers up to 2^53: more than any amount here.
const ORDERS = `SELECT order_id AS "orderId", client_id AS "clientId", idempotency_key AS "idempotencyKey",
  product_id AS "productId", quantity, currency_code AS "currencyCode", total_minor::float8 AS "totalMinor",
  payment_method AS "paymentMethod", attempt, revision::float8 AS revision, status, despite_change AS "despiteChange",
  reversed, review_reason AS "reviewReason" FROM orders ORDER BY placed_at`;

const PAYMENTS = `SELECT key, state, currency_code AS "currencyCode", amount_minor::float8 AS "amountMinor"
  FROM payments ORDER BY created_at`;

const MOVEMENTS = `SELECT id::float8 AS id, key, kind, currency_code AS "currencyCode", amount_minor::float8 AS "amountMinor",
  extract(epoch FROM at)::float8 * 1000 AS "atMs" FROM movements ORDER BY id`;
