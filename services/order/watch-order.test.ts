import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { testPostgres } from "../../local/test-postgres.ts";
import type { Order } from "./order.ts";
import type { Listed, Orders } from "./orders.ts";
import { until, watchedLog } from "./test-order.ts";
import { orderBook, placeLeased, someOrder } from "./test-orders.ts";
import type { OrderEvent } from "./transition.ts";
import { OrderWatch } from "./watch-order.ts";

const postgres = await testPostgres();

const UNKNOWN: OrderEvent = { kind: "charge-ended", result: { kind: "unknown" } };
const APPROVED: OrderEvent = { kind: "charge-ended", result: { kind: "approved" } };

/** An order that may be charged, and who watches it; the book is looked at every `pollMs`. */
async function watching(t: TestContext, pollMs: number) {
  const { orders } = await orderBook(t, await postgres.newDatabase());
  const { log } = watchedLog("order");
  const polls: ReadonlyMap<string, number>[] = [];
  const asked: Pick<Orders, "newerThan"> = {
    newerThan(known) {
      polls.push(known);
      return orders.newerThan(known);
    },
  };
  const watch = new OrderWatch({ orders: asked, pollMs, log });
  t.after(() => watch.close());
  const order = someOrder();
  const lease = await placeLeased(orders, order);
  const found = async (): Promise<Listed> => {
    const listed = await orders.find("shop", order.orderId);
    assert.ok(listed);
    return listed;
  };
  /** What another replica writes. */
  const happens = async (event: OrderEvent): Promise<Listed> => {
    assert.ok(await orders.finish(lease, event));
    return found();
  };
  const hungUp = new AbortController();
  const stream = async () => watch.watch(await found(), hungUp.signal);
  return { watch, orders, stream, order, found, happens, hungUp, polls };
}

async function revisions(stream: AsyncIterable<Listed>): Promise<number[]> {
  const seen: number[] = [];
  for await (const { order } of stream) seen.push(order.revision);
  return seen;
}

async function next(stream: AsyncIterator<Listed>): Promise<Order> {
  const { value, done } = await stream.next();
  assert.ok(!done, "the stream has ended");
  return value.order;
}

test("who watches gets the order as it is, each newer state that another replica writes, and an end after a final one", async (t) => {
  const { stream, happens } = await watching(t, 5);
  const watched = await stream();
  assert.equal((await next(watched)).revision, 1);
  await happens(UNKNOWN);
  assert.equal((await next(watched)).revision, 2);
  await happens(APPROVED);
  assert.equal((await next(watched)).state.status, "confirmed");
  assert.equal((await watched.next()).done, true);
});

test("an order that is final is told once", async (t) => {
  const { stream, happens } = await watching(t, 5);
  await happens(APPROVED);
  assert.deepEqual(await revisions(await stream()), [2]);
});

test("in review is not the end: a person will see to it", async (t) => {
  const { orders, order, stream, happens } = await watching(t, 5);
  await happens({ kind: "charge-ended", result: { kind: "rejected", why: "key-mismatch" } });
  const watched = await stream();
  assert.equal((await next(watched)).state.status, "needs-review");
  await orders.ask(undefined, order.orderId, { kind: "reviewed", verdict: "cancel" });
  assert.equal((await next(watched)).state.status, "payment-pending");
});

test("what this replica changes is told at once, without a look at the book", async (t) => {
  const { watch, stream, happens, polls } = await watching(t, 1_000_000);
  const watched = await stream();
  await next(watched);
  const waiting = next(watched);
  watch.tell(await happens(UNKNOWN));
  assert.equal((await waiting).revision, 2);
  assert.equal(polls.length, 0);
});

test("an older state never comes after a newer one, and the same never twice", async (t) => {
  const { watch, stream, found, happens } = await watching(t, 1_000_000);
  const first = await found();
  const watched = await stream();
  await next(watched);
  const [second, third] = [await happens(UNKNOWN), await happens(UNKNOWN)];
  watch.tell(third);
  assert.equal((await next(watched)).revision, 3);
  for (const old of [first, second, third]) watch.tell(old);
  const last = await happens(APPROVED);
  watch.tell(last);
  assert.deepEqual(await revisions(watched), [4]);
});

test("who reads slowly gets the newest state only", async (t) => {
  const { watch, stream, happens } = await watching(t, 1_000_000);
  const watched = await stream();
  await next(watched);
  for (const event of [UNKNOWN, UNKNOWN, APPROVED]) watch.tell(await happens(event));
  assert.deepEqual(await revisions(watched), [4]);
});

test("several may watch one order, from where each of them is", async (t) => {
  const { stream, happens } = await watching(t, 5);
  const early = await stream();
  await next(early);
  await happens(UNKNOWN);
  const late = await stream();
  assert.equal((await next(late)).revision, 2);
  await happens(APPROVED);
  const [seenEarly, seenLate] = await Promise.all([revisions(early), revisions(late)]);
  assert.deepEqual([seenEarly.at(-1), seenLate], [3, [3]]);
});

test("who hangs up watches no longer, and its order is not looked for any more", async (t) => {
  const { watch, orders, stream, order, hungUp, polls } = await watching(t, 5);
  const watched = await stream();
  await next(watched);
  const waiting = watched.next();
  await until("a look for it", () => polls.some((known) => known.has(order.orderId)));
  hungUp.abort();
  assert.equal((await waiting).done, true);

  const other = someOrder();
  await placeLeased(orders, other);
  const found = await orders.find("shop", other.orderId);
  assert.ok(found);
  const stays = watch.watch(found, new AbortController().signal);
  await next(stays);
  await until("a look for another", () => polls.some((known) => known.has(other.orderId)));
  assert.deepEqual([...(polls.at(-1) ?? [])], [[other.orderId, 1]]);
});
