/** Orders for tests: an order book in a database of its own, and orders to put in it. */
import { randomUUID } from "node:crypto";
import type { TestContext } from "node:test";
import { createLog } from "../shared/log.ts";
import { type Database, openDatabase } from "../shared/postgres/database.ts";
import { migrate } from "../shared/postgres/migrate.ts";
import { newOrder, type Order } from "./order.ts";
import { type Lease, type Orders, type OrdersOptions, ordersIn } from "./orders.ts";

export const silent = createLog({ service: "order", replica: "test" });
silent.level = "silent";

/** A migrated database with the order book in it; closed when the test ends. Every delay is 0, unless set. */
export async function orderBook(
  t: TestContext,
  url: string,
  options: Partial<OrdersOptions> = {},
): Promise<{ database: Database; orders: Orders }> {
  const database = openDatabase({ url, log: silent });
  t.after(() => database.close());
  await migrate(database, new URL("./migrations/", import.meta.url), silent);
  const orders = ordersIn({ database, limits: () => ({ maxTries: 5 }), delayMs: () => 0, ...options });
  return { database, orders };
}

export function someOrder(changed: Partial<Parameters<typeof newOrder>[0]> = {}): Order {
  return newOrder({
    orderId: randomUUID(),
    clientId: "shop",
    productId: "grinder",
    quantity: 2,
    total: { currencyCode: "EUR", amountMinor: 37_800 },
    paymentMethod: "pm_card_visa",
    ...changed,
  });
}

/** Writes an order down and gives its lease back, as if the breaker had refused its charge; so nothing was ever sent. */
export async function placePending(orders: Orders, order: Order = someOrder()): Promise<Order> {
  const lease = await placeLeased(orders, order);
  const refused = await orders.finish(lease, { kind: "charge-ended", result: { kind: "refused" }, neverSent: true });
  if (!refused) throw new Error("the lease of a new order was lost");
  return refused.order;
}

/** Writes an order down, leased for an hour. */
export async function placeLeased(orders: Orders, order: Order = someOrder(), leaseMs = 3_600_000): Promise<Lease> {
  const inserted = await orders.insert({
    order,
    idempotencyKey: undefined,
    fingerprint: Buffer.alloc(32),
    leaseMs,
  });
  if (inserted.kind !== "inserted") throw new Error(`the order was not inserted: ${inserted.kind}`);
  return inserted.lease;
}
