import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type TestContext, test } from "node:test";
import { testPostgres } from "../../local/test-postgres.ts";
import type { ChargeResult } from "./charge.ts";
import { chargeKey, type Order } from "./order.ts";
import type { Listed } from "./orders.ts";
import { type Placed, type Placing, placeOrder } from "./place-order.ts";
import { watchedLog } from "./test-order.ts";
import { orderBook } from "./test-orders.ts";

const postgres = await testPostgres();

const PLACING: Placing = {
  clientId: "shop",
  idempotencyKey: undefined,
  productId: "beans",
  quantity: 2,
  paymentMethod: "pm_card_visa",
};

/** An order book, and placing in it with a charge of the test's own. */
async function placing(t: TestContext) {
  const { database, orders } = await orderBook(t, await postgres.newDatabase());
  const sql = database.query;
  const { log, lines } = watchedLog("order");
  const charged: Order[] = [];
  const changes: Listed[] = [];
  const work: Promise<Listed>[] = [];
  const world = {
    catalogue: { currencyCode: "EUR", unitPricesMinor: { beans: 1_450 } as Record<string, number> },
    charge: async (_order: Order): Promise<ChargeResult> => ({ kind: "approved" }),
  };
  const place = (changed: Partial<Placing> = {}) =>
    placeOrder(
      {
        catalogue: world.catalogue,
        newOrderId: randomUUID,
        orders,
        payments: {
          charge(order) {
            charged.push(order);
            return world.charge(order);
          },
        },
        leaseMs: () => 60_000,
        onChanged: (change) => changes.push(change),
        goesOn(soon) {
          work.push(soon);
          return soon;
        },
        log,
      },
      { ...PLACING, ...changed },
    );
  const count = async () => (await sql<{ n: number }>("SELECT count(*)::int AS n FROM orders"))[0]?.n;
  return { place, world, charged, changes, work, orders, sql, lines, count };
}

function assertPlaced(placed: Placed): asserts placed is Extract<Placed, { kind: "placed" }> {
  assert.equal(placed.kind, "placed");
}

test("an order is written down before anything is charged, and then what the charge came to", async (t) => {
  const { place, world, orders, charged, changes, work } = await placing(t);
  let before: Listed | undefined;
  world.charge = async ({ clientId, orderId }) => {
    before = await orders.find(clientId, orderId);
    return { kind: "approved" };
  };
  const placed = await place();
  assertPlaced(placed);
  assert.deepEqual(placed.now.order.state, {
    status: "payment-pending",
    action: { kind: "charge" },
    charged: "unknown",
  });
  assert.deepEqual(placed.now.order.total, { currencyCode: "EUR", amountMinor: 2_900 });
  const { order } = await placed.soon;
  assert.deepEqual(order.state, { status: "confirmed", despiteChange: false });
  assert.deepEqual(before, placed.now);
  assert.deepEqual(charged, [placed.now.order]);
  assert.equal(chargeKey(order), `${order.orderId}/1`);
  assert.deepEqual((await orders.find("shop", order.orderId))?.order, order);
  assert.deepEqual(
    changes.map((change) => change.order.revision),
    [1, 2],
  );
  assert.deepEqual(await Promise.all(work), [await placed.soon], "it is known to go on without its caller");
});

test("each end of the charge has its state of the order", async (t) => {
  const { place, world } = await placing(t);
  const stateAfter = async (result: ChargeResult) => {
    world.charge = async () => result;
    const placed = await place();
    assertPlaced(placed);
    return (await placed.soon).order.state;
  };
  const pending = { status: "payment-pending", action: { kind: "charge" } };
  assert.deepEqual(await stateAfter({ kind: "declined", reason: "insufficient-funds" }), {
    status: "declined",
    reason: "insufficient-funds",
  });
  assert.deepEqual(await stateAfter({ kind: "refused" }), { ...pending, charged: "no" });
  assert.deepEqual(await stateAfter({ kind: "unknown" }), { ...pending, charged: "unknown" });
  assert.deepEqual(await stateAfter({ kind: "busy" }), { ...pending, charged: "unknown" });
  assert.deepEqual(await stateAfter({ kind: "rejected", why: "request-rejected" }), {
    status: "needs-review",
    reason: "request-rejected",
    action: { kind: "charge" },
  });
});

test("20 at once with one key are one order and one charge, and all are told of it", async (t) => {
  const { place, charged, count } = await placing(t);
  const all = await Promise.all(Array.from({ length: 20 }, () => place({ idempotencyKey: "k" })));
  const orderIds = all.map((placed) => {
    if (placed.kind === "placed") return placed.now.order.orderId;
    assert.equal(placed.kind, "existing");
    return placed.kind === "existing" ? placed.order.orderId : "";
  });
  assert.equal(new Set(orderIds).size, 1);
  assert.equal(all.filter(({ kind }) => kind === "placed").length, 1);
  assert.deepEqual([charged.length, await count()], [1, 1]);
});

test("a repeat is answered with the order as it is then, also while its charge is under way", async (t) => {
  const { place, world, charged } = await placing(t);
  const answer = Promise.withResolvers<ChargeResult>();
  world.charge = () => answer.promise;
  const first = await place({ idempotencyKey: "k" });
  assertPlaced(first);
  assert.deepEqual(await place({ idempotencyKey: "k" }), { kind: "existing", ...first.now });
  answer.resolve({ kind: "approved" });
  const { order } = await first.soon;
  const later = await place({ idempotencyKey: "k" });
  assert.deepEqual(later.kind === "existing" && later.order, order);
  assert.equal(charged.length, 1);
});

test("a key that was used for another request places nothing, whichever part is another", async (t) => {
  const { place, world, charged, count } = await placing(t);
  world.catalogue = { ...world.catalogue, unitPricesMinor: { beans: 1_450, tea: 900 } };
  await place({ idempotencyKey: "k" });
  const others: Partial<Placing>[] = [{ productId: "tea" }, { quantity: 3 }, { paymentMethod: "pm_card_mastercard" }];
  for (const other of others)
    assert.deepEqual(await place({ idempotencyKey: "k", ...other }), { kind: "key-mismatch" });
  assert.deepEqual([charged.length, await count()], [1, 1]);
});

test("a repeat finds its order at its old price, though the price has changed or the product has left the catalogue", async (t) => {
  const { place, world } = await placing(t);
  const first = await place({ idempotencyKey: "k" });
  assertPlaced(first);
  const { order } = await first.soon;
  const catalogues: Record<string, number>[] = [{ beans: 99 }, { tea: 900 }, { beans: Number.MAX_SAFE_INTEGER }];
  for (const unitPricesMinor of catalogues) {
    world.catalogue = { currencyCode: "EUR", unitPricesMinor };
    const repeat = await place({ idempotencyKey: "k" });
    assert.deepEqual(repeat.kind === "existing" && repeat.order, order);
  }
  assert.deepEqual(await place({ idempotencyKey: "k", quantity: 3 }), { kind: "key-mismatch" });
});

test("without a key each request is an order", async (t) => {
  const { place, count } = await placing(t);
  await place();
  await place();
  assert.equal(await count(), 2);
});

test("one client's key is nothing to another's", async (t) => {
  const { place, count } = await placing(t);
  assert.equal((await place({ idempotencyKey: "k", clientId: "shop-1" })).kind, "placed");
  assert.equal((await place({ idempotencyKey: "k", clientId: "shop-2", quantity: 3 })).kind, "placed");
  assert.equal(await count(), 2);
});

test("what has no price is neither written down nor charged", async (t) => {
  const { place, charged, count } = await placing(t);
  assert.deepEqual(await place({ productId: "unicorn" }), { kind: "unknown-product" });
  assert.deepEqual(await place({ productId: "unicorn", idempotencyKey: "k" }), { kind: "unknown-product" });
  assert.deepEqual(await place({ quantity: Number.MAX_SAFE_INTEGER }), { kind: "too-large" });
  assert.deepEqual([charged.length, await count()], [0, 0]);
});

test("an answer that comes when the lease has gone to another writes nothing: the order is as the other left it", async (t) => {
  const { place, world, orders, sql, lines, changes } = await placing(t);
  const answer = Promise.withResolvers<ChargeResult>();
  world.charge = () => answer.promise;
  const placed = await place();
  assertPlaced(placed);
  const { orderId } = placed.now.order;
  await sql("UPDATE orders SET leased_until = now() WHERE order_id = $1", [orderId]);
  const [claim] = await orders.claim(1, 60_000);
  assert.ok(claim);
  await orders.finish(claim.lease, { kind: "charge-ended", result: { kind: "declined", reason: "card-expired" } });

  answer.resolve({ kind: "unknown" });
  assert.deepEqual((await placed.soon).order.state, { status: "declined", reason: "card-expired" });
  assert.equal(changes.length, 1);
  assert.match(lines.join(), /outlasted its lease/);
});

test("a breaker that refuses after another has taken the order over does not make it uncharged", async (t) => {
  const { place, world, orders, sql } = await placing(t);
  const answer = Promise.withResolvers<ChargeResult>();
  world.charge = () => answer.promise;
  const placed = await place();
  assertPlaced(placed);
  await sql("UPDATE orders SET leased_until = now()");
  await orders.claim(1, 60_000);
  answer.resolve({ kind: "refused" });
  const { state } = (await placed.soon).order;
  assert.equal(state.status === "payment-pending" && state.charged, "unknown");
});

test("a cancellation that was asked for while the charge was under way is not lost", async (t) => {
  const { place, world, orders } = await placing(t);
  const answer = Promise.withResolvers<ChargeResult>();
  world.charge = () => answer.promise;
  const placed = await place();
  assertPlaced(placed);
  await orders.ask("shop", placed.now.order.orderId, { kind: "cancel-asked" });
  answer.resolve({ kind: "approved" });
  const { state } = (await placed.soon).order;
  assert.deepEqual(state, { status: "payment-pending", action: { kind: "cancel" }, charged: "unknown" });
});

test("after a fault of ours the order stands as it was written down, and the log tells why", async (t) => {
  const { place, world, lines } = await placing(t);
  world.charge = () => Promise.reject(new TypeError("ours"));
  const placed = await place();
  assertPlaced(placed);
  assert.deepEqual(await placed.soon, placed.now);
  assert.match(lines.join(), /TypeError.*will be settled later/);
});
