import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type TestContext, test } from "node:test";
import { testPostgres } from "../../local/test-postgres.ts";
import { type Altered, alterOrder, type Wish } from "./alter-order.ts";
import type { Order, OrderState } from "./order.ts";
import type { Listed } from "./orders.ts";
import { watchedLog } from "./test-order.ts";
import { orderBook, placeLeased, placePending, someOrder } from "./test-orders.ts";
import type { OrderEvent } from "./transition.ts";

const postgres = await testPostgres();

const CANCEL: Wish = { kind: "cancel-asked" };
const CHANGE: Wish = { kind: "change-asked", paymentMethod: "pm_card_mastercard" };

/** An order book, and a settlement of the test's own for what is asked of it. */
async function altering(t: TestContext) {
  const { orders } = await orderBook(t, await postgres.newDatabase());
  const { log, lines } = watchedLog("order");
  const changes: Listed[] = [];
  const settled: string[] = [];
  const world = { settleOne: async (_orderId: string) => {} };
  const alter = (order: Order, wish: Wish, clientId = "shop") =>
    alterOrder(
      {
        orders,
        settleOne(orderId) {
          settled.push(orderId);
          return world.settleOne(orderId);
        },
        onChanged: (change) => changes.push(change),
        goesOn: (soon) => soon,
        log,
      },
      clientId,
      order.orderId,
      wish,
    );
  /** Placed, with a charge that may have been made. */
  const unknown = () => after({ kind: "charge-ended", result: { kind: "unknown" } });
  async function after(event: OrderEvent): Promise<Order> {
    const changed = await orders.finish(await placeLeased(orders), event);
    assert.ok(changed);
    return changed.order;
  }
  const neverSent = () => placePending(orders);
  return { alter, world, orders, changes, settled, lines, unknown, neverSent, after };
}

async function stateSoon(altered: Altered): Promise<OrderState> {
  assert.ok(altered.kind === "altered", altered.kind);
  return (await altered.soon).order.state;
}

test("an order that was never sent is cancelled or changed at once, without Payment", async (t) => {
  const { alter, neverSent, settled, changes } = await altering(t);
  const cancelled = await alter(await neverSent(), CANCEL);
  assert.deepEqual(await stateSoon(cancelled), { status: "cancelled", reversed: false });
  assert.deepEqual([settled.length, changes.length], [0, 1]);

  const changed = await alter(await neverSent(), CHANGE);
  assert.ok(changed.kind === "altered");
  const { attempt, paymentMethod, state } = changed.now.order;
  assert.deepEqual([attempt, paymentMethod], [2, "pm_card_mastercard"]);
  assert.deepEqual(state, { status: "payment-pending", action: { kind: "charge" }, charged: "no" });
  assert.equal(settled.length, 1, "the new method is charged at once");
});

test("a wish is written down before Payment is asked, and the answer is what came of it", async (t) => {
  const { alter, world, orders, unknown } = await altering(t);
  const order = await unknown();
  let before: OrderState | undefined;
  world.settleOne = async (orderId) => {
    before = (await orders.find("shop", orderId))?.order.state;
    const claim = await orders.claimOne(orderId, 60_000);
    assert.ok(claim);
    await orders.finish(claim.lease, { kind: "void-ended", reverse: true, result: { kind: "reversed" } });
  };
  const altered = await alter(order, CANCEL);
  assert.deepEqual(await stateSoon(altered), { status: "cancelled", reversed: true });
  assert.deepEqual(before, { status: "payment-pending", action: { kind: "cancel" }, charged: "unknown" });
});

test("while another is charging the order, the wish waits, and the answer says so", async (t) => {
  const { alter, orders } = await altering(t);
  const order = someOrder();
  await placeLeased(orders, order);
  assert.equal(await orders.claimOne(order.orderId, 60_000), undefined);
  for (const [wish, kind] of [
    [CHANGE, "change"],
    [CANCEL, "cancel"],
  ] as const) {
    const state = await stateSoon(await alter(order, wish));
    assert.equal(state.status === "payment-pending" && state.action.kind, kind);
  }
});

test("a change that comes too late says that the old method was charged", async (t) => {
  const { alter, world, orders, unknown } = await altering(t);
  world.settleOne = async (orderId) => {
    const claim = await orders.claimOne(orderId, 60_000);
    assert.ok(claim);
    await orders.finish(claim.lease, { kind: "void-ended", reverse: false, result: { kind: "already-charged" } });
  };
  const state = await stateSoon(await alter(await unknown(), CHANGE));
  assert.deepEqual(state, { status: "confirmed", despiteChange: true });
});

test("what is so already is answered without a change or a call to Payment", async (t) => {
  const { alter, unknown, neverSent, changes, settled } = await altering(t);
  const [pending, final] = [await unknown(), await neverSent()];
  for (const order of [pending, final]) {
    const first = await alter(order, CANCEL);
    const again = await alter(order, CANCEL);
    assert.deepEqual(again.kind === "altered" && (await again.soon).order, first.kind === "altered" && first.now.order);
  }
  const same = await alter(await unknown(), { kind: "change-asked", paymentMethod: "pm_card_visa" });
  assert.equal(same.kind, "altered");
  assert.deepEqual([changes.length, settled.length], [2, 1]);
});

test("in a state that has no way to it, a wish is impossible, and the order says why", async (t) => {
  const { alter, after, unknown, changes } = await altering(t);
  const ended = (result: Extract<OrderEvent, { kind: "charge-ended" }>["result"]) =>
    after({ kind: "charge-ended", result });
  const impossible: [Order, RegExp, Wish[]][] = [
    [await ended({ kind: "approved" }), /it is paid/, [CANCEL, CHANGE]],
    [await ended({ kind: "declined", reason: "card-declined" }), /declined/, [CANCEL, CHANGE]],
    [await ended({ kind: "rejected", why: "key-mismatch" }), /a person/, [CANCEL, CHANGE]],
  ];
  const [cancelling, cancelled] = [await unknown(), await unknown()];
  await alter(cancelling, CANCEL);
  impossible.push([cancelling, /being cancelled/, [CHANGE]]);
  for (const [order, why, wishes] of impossible)
    for (const wish of wishes) {
      const altered = await alter(order, wish);
      assert.ok(altered.kind === "impossible", altered.kind);
      assert.match(altered.why, why);
      assert.equal(altered.order.orderId, order.orderId);
    }
  assert.equal(changes.length, 1);
  assert.equal((await alter(cancelled, CANCEL)).kind, "altered");
});

test("another client's order is as unknown as one that is not there", async (t) => {
  const { alter, unknown } = await altering(t);
  assert.deepEqual(await alter(await unknown(), CANCEL, "another shop"), { kind: "unknown-order" });
  assert.deepEqual(await alter(someOrder({ orderId: randomUUID() }), CANCEL), { kind: "unknown-order" });
});

test("if it cannot be settled at once it will be later: the answer is the wish as it was written down", async (t) => {
  const { alter, world, unknown, lines } = await altering(t);
  world.settleOne = () => Promise.reject(new Error("no order book"));
  const altered = await alter(await unknown(), CANCEL);
  assert.ok(altered.kind === "altered");
  assert.deepEqual(await altered.soon, altered.now);
  assert.match(lines.join(), /no order book.*will be settled later/);
});
