import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Registry } from "prom-client";
import { testPostgres } from "../../local/test-postgres.ts";
import { showBacklog } from "./backlog.ts";
import { until } from "./test-order.ts";
import { orderBook, placeLeased, placePending, silent } from "./test-orders.ts";

const postgres = await testPostgres();

test("the backlog of the whole order book is in the metrics, and no number while it cannot be looked up", async (t) => {
  const { database, orders } = await orderBook(t, await postgres.newDatabase());
  const { orderId } = await placePending(orders);
  await placePending(orders);
  await database.query("UPDATE orders SET placed_at = now() - interval '1 hour' WHERE order_id = $1", [orderId]);
  const rejected = { kind: "rejected", why: "key-mismatch" } as const;
  await orders.finish(await placeLeased(orders), { kind: "charge-ended", result: rejected });

  const registry = new Registry();
  const backlog = showBacklog({ orders, registry, log: silent, everyMs: 5 });
  t.after(() => backlog.close());
  const value = async (name: string) => {
    const line = (await registry.metrics()).split("\n").find((line) => line.startsWith(`${name} `));
    return line && Number(line.split(" ")[1]);
  };
  await until("the backlog", async () => (await value("holdfast_orders_pending")) === 2);
  assert.equal(await value("holdfast_orders_in_review"), 1);
  const age = await value("holdfast_oldest_pending_order_age_seconds");
  assert.ok(age && age >= 3_600 && age < 3_700, `${age} s`);

  await database.query("ALTER TABLE orders RENAME TO away");
  await until("no number", async () => (await value("holdfast_orders_pending")) === undefined);
  assert.equal(await value("holdfast_oldest_pending_order_age_seconds"), undefined);
  await database.query("ALTER TABLE away RENAME TO orders");
  await until("the backlog again", async () => (await value("holdfast_orders_pending")) === 2);
});

test("it is looked up again only when the last look has ended, so that looks at a slow order book do not pile up", async () => {
  let looks = 0;
  let end = () => {};
  const slow = () => {
    looks++;
    return new Promise<{ pending: number; oldestAgeSeconds: number; inReview: number }>((resolve) => {
      end = () => resolve({ pending: 0, oldestAgeSeconds: 0, inReview: 0 });
    });
  };
  mock.timers.enable({ apis: ["setInterval"] });
  const backlog = showBacklog({ orders: { backlog: slow }, registry: new Registry(), log: silent, everyMs: 10 });
  mock.timers.tick(1_000);
  end();
  await backlog.close();
  mock.timers.reset();
  assert.equal(looks, 1);
});
