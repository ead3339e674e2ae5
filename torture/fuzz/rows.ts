/** What the databases may hold, whatever was sent: the rules that no constraint of theirs can say. */

import type { DatabaseName } from "../../local/databases.ts";
import type { Database } from "../../services/shared/postgres/database.ts";
import { PRICES } from "./catalogue.ts";

/** An order that a client was told it has placed. */
export type Told = { orderId: string; client: string };

export type RowCounts = Record<"orders" | "payments" | "charges", number>;

/** Every rule as a query for the rows that break it. */
const RULES: Record<string, [DatabaseName, string]> = {
  "an order's total is not its quantity times the price": [
    "order",
    "SELECT order_id FROM orders WHERE ($1::jsonb -> product_id)::bigint * quantity IS DISTINCT FROM total_minor",
  ],
  "an order's text is not what the edge lets in": [
    "order",
    "SELECT order_id FROM orders WHERE NOT (client_id ~ '^[!-~]{1,128}$' AND payment_method ~ '^[!-~]{1,255}$' AND coalesce(idempotency_key, 'k') ~ '^[!-~]{1,255}$')",
  ],
  "an order's total is too large to be exact": [
    "order",
    `SELECT order_id FROM orders WHERE total_minor > ${2 ** 53 - 1}`,
  ],
  "a payment's text is not what the edge lets in": [
    "ledger",
    "SELECT key FROM payments WHERE NOT (key ~ '^[!-~]{1,255}$' AND coalesce(currency_code, 'EUR') ~ '^[A-Z]{3}$' AND coalesce(method, 'pm_card_') ~ '^pm_card_')",
  ],
  "a payment's amount is too large to be exact": [
    "ledger",
    `SELECT key FROM payments WHERE amount_minor > ${2 ** 53 - 1}`,
  ],
};

/** What is out of place, as sentences, and how many rows there are. */
export async function judgeRows(
  databases: Record<DatabaseName, Pick<Database, "query">>,
  told: readonly Told[],
  untoldAtMost: number,
): Promise<{ complaints: string[]; counts: RowCounts }> {
  const complaints: string[] = [];
  for (const [rule, [database, sql]] of Object.entries(RULES)) {
    const rows = await databases[database].query(sql, sql.includes("$1") ? [JSON.stringify(PRICES)] : []);
    if (rows.length > 0) complaints.push(`${rule}: ${rows.length} rows, such as ${JSON.stringify(rows[0])}`);
  }
  const orders = await databases.order.query<{ order_id: string; client_id: string }>(
    "SELECT order_id, client_id FROM orders",
  );
  complaints.push(...comparePlaced(new Map(orders.map((row) => [row.order_id, row.client_id])), told, untoldAtMost));

  const inLedger = await states(databases.ledger, "payments");
  const atProcessor = await states(databases.processor, "charges");
  for (const [key, state] of atProcessor)
    if (![state, "charging", "voiding"].includes(inLedger.get(key) ?? "missing"))
      complaints.push(`the processor has ${key} as ${state}, and the ledger as ${inLedger.get(key) ?? "missing"}`);
  for (const [key, state] of inLedger)
    if (state === "approved" && !atProcessor.has(key)) complaints.push(`the processor has never heard of ${key}`);
  return { complaints, counts: { orders: orders.length, payments: inLedger.size, charges: atProcessor.size } };
}

/** `clients` has the client of each order in the order book. */
function comparePlaced(clients: Map<string, string>, told: readonly Told[], untoldAtMost: number): string[] {
  const complaints = told
    .filter(({ orderId, client }) => clients.get(orderId) !== client)
    .map(
      ({ orderId, client }) => `${client} was told of order ${orderId}, which ${clients.get(orderId) ?? "nobody"} has`,
    );
  const untold = clients.size - new Set(told.map(({ orderId }) => orderId)).size;
  if (untold > untoldAtMost)
    complaints.push(`${untold} orders were placed that nobody was told of, and only ${untoldAtMost} answers were lost`);
  return complaints;
}

async function states(database: Pick<Database, "query">, table: string): Promise<Map<string, string>> {
  const rows = await database.query<{ key: string; state: string }>(`SELECT key, state FROM ${table}`);
  return new Map(rows.map(({ key, state }) => [key, state]));
}
