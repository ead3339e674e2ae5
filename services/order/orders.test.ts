import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { testPostgres } from "../../local/test-postgres.ts";
import { openDatabase } from "../shared/postgres/database.ts";
import type { Order, OrderState, PendingAction } from "./order.ts";
import type { Claim, Orders } from "./orders.ts";
import { orderBook, placeLeased, placePending, silent, someOrder } from "./test-orders.ts";
import type { OrderEvent } from "./transition.ts";

const postgres = await testPostgres();
const HOUR_MS = 3_600_000;

const approved: OrderEvent = { kind: "charge-ended", result: { kind: "approved" } };
const unknown: OrderEvent = { kind: "charge-ended", result: { kind: "unknown" } };
const cancel: OrderEvent = { kind: "cancel-asked" };

async function found(orders: Orders, { clientId, orderId }: Order): Promise<Order> {
  const listed = await orders.find(clientId, orderId);
  assert.ok(listed);
  return listed.order;
}

async function claimed(orders: Orders, { orderId }: Order): Promise<Claim> {
  const claim = await orders.claimOne(orderId, HOUR_MS);
  assert.ok(claim, "the order can be claimed");
  return claim;
}

const insert = (orders: Orders, order: Order, idempotencyKey?: string, request = 0) =>
  orders.insert({ order, idempotencyKey, fingerprint: Buffer.alloc(32, request), leaseMs: HOUR_MS });

test("An order is read as it was written, by its own client only.", async (t) => {
  const { orders } = await orderBook(t, await postgres.newDatabase());
  // Past what a 32-bit integer or a float holds.
  const order = someOrder({ total: { currencyCode: "JPY", amountMinor: Number.MAX_SAFE_INTEGER } });
  const inserted = await insert(orders, order);
  assert.equal(inserted.kind, "inserted");
  assert.deepEqual(await found(orders, order), order);
  assert.equal(await orders.find("another shop", order.orderId), undefined);
  assert.equal(await orders.find("shop", randomUUID()), undefined);
  assert.equal(await orders.ask("another shop", order.orderId, cancel), undefined);
});

const STATES: OrderState[] = [
  ...([{ kind: "charge" }, { kind: "cancel" }, { kind: "change", paymentMethod: "pm" }] as PendingAction[]).flatMap(
    (action): OrderState[] => [
      { status: "payment-pending", action, charged: "no" },
      { status: "payment-pending", action, charged: "unknown" },
      { status: "needs-review", reason: "too-many-tries", action },
    ],
  ),
  { status: "confirmed", despiteChange: true },
  { status: "confirmed", despiteChange: false },
  { status: "declined", reason: "insufficient-funds" },
  { status: "cancelled", reversed: true },
  { status: "cancelled", reversed: false },
];

test("Every state is read as it was written.", async (t) => {
  const { orders } = await orderBook(t, await postgres.newDatabase());
  for (const state of STATES) {
    const order = { ...someOrder(), attempt: 2, tries: 3, revision: 9, state };
    await insert(orders, order);
    assert.deepEqual(await found(orders, order), order);
  }
});

test("A key places one order, however many replicas are asked at the same time, and another client's key is another key.", async (t) => {
  const url = await postgres.newDatabase();
  const replicas = await Promise.all(Array.from({ length: 4 }, () => orderBook(t, url)));
  const asked = Array.from({ length: 20 }, (_, index) => ({ order: someOrder(), at: replicas[index % 4] }));
  const answers = await Promise.all(asked.map(async ({ order, at }) => at && insert(at.orders, order, "key")));

  const winner = asked.find((_, index) => answers[index]?.kind === "inserted")?.order;
  assert.ok(winner);
  assert.equal(answers.filter((answer) => answer?.kind === "inserted").length, 1);
  for (const answer of answers) if (answer?.kind === "existing") assert.equal(answer.order.orderId, winner.orderId);

  const [{ orders } = assert.fail()] = replicas;
  assert.equal((await insert(orders, someOrder({ clientId: "another shop" }), "key")).kind, "inserted");
  assert.equal((await insert(orders, someOrder())).kind, "inserted", "no key is no key");
  assert.equal((await insert(orders, someOrder())).kind, "inserted");
});

test("A key that comes again gives its order as it is now; with another request it is a mismatch.", async (t) => {
  const { orders } = await orderBook(t, await postgres.newDatabase());
  const order = someOrder();
  await insert(orders, order, "key");
  await orders.finish({ orderId: order.orderId, token: "1" }, approved);
  const again = await insert(orders, someOrder(), "key");
  assert.ok(again.kind === "existing");
  assert.deepEqual(again.order.state, { status: "confirmed", despiteChange: false });
  assert.deepEqual(await insert(orders, someOrder(), "key", 1), { kind: "key-mismatch" });
  assert.equal(await orders.placedUnder("shop", "no such key", Buffer.alloc(32)), undefined);
});

test("A new order is leased to whoever placed it, until its lease is over.", async (t) => {
  const { orders, database } = await orderBook(t, await postgres.newDatabase());
  const order = someOrder();
  await insert(orders, order);
  assert.deepEqual(await orders.claim(10, HOUR_MS), []);
  assert.equal(await orders.claimOne(order.orderId, HOUR_MS), undefined);
  await database.query("UPDATE orders SET leased_until = now()");
  const [claim] = await orders.claim(10, HOUR_MS);
  assert.deepEqual(claim, { order, lease: { orderId: order.orderId, token: "2" }, neverSent: false });
});

test("What a call came to is written by the newest lease only.", async (t) => {
  const { orders, database } = await orderBook(t, await postgres.newDatabase());
  const order = await placePending(orders);
  const slow = await claimed(orders, order);
  await database.query("UPDATE orders SET leased_until = now()");
  const quick = await claimed(orders, order);

  assert.equal(await orders.finish(slow.lease, approved), undefined);
  assert.equal((await found(orders, order)).state.status, "payment-pending");
  assert.equal((await orders.finish(quick.lease, approved))?.order.state.status, "confirmed");
  assert.equal(await orders.finish(slow.lease, approved), undefined);
});

test("A lease whose time is over is still good while nobody else has taken the order.", async (t) => {
  const { orders, database } = await orderBook(t, await postgres.newDatabase());
  const order = await placePending(orders);
  const { lease } = await claimed(orders, order);
  await database.query("UPDATE orders SET leased_until = now() - interval '1 hour'");
  assert.equal((await orders.finish(lease, approved))?.order.state.status, "confirmed");
});

test("From its claim on, an order counts as possibly charged, also for whoever takes it over.", async (t) => {
  const { orders, database } = await orderBook(t, await postgres.newDatabase());
  const order = await placePending(orders);
  assert.deepEqual(order.state, { status: "payment-pending", action: { kind: "charge" }, charged: "no" });
  const first = await claimed(orders, order);
  assert.equal(first.neverSent, true);
  assert.deepEqual((await found(orders, order)).state, { ...order.state, charged: "unknown" });
  await database.query("UPDATE orders SET leased_until = now()");
  assert.equal((await claimed(orders, order)).neverSent, false);
});

test("A claim that the breaker refuses leaves the order as if it had never been claimed, but newer.", async (t) => {
  const { orders } = await orderBook(t, await postgres.newDatabase());
  const order = await placePending(orders);
  const { lease, neverSent } = await claimed(orders, order);
  await orders.finish(lease, { kind: "charge-ended", result: { kind: "refused" }, neverSent });
  assert.deepEqual(await found(orders, order), { ...order, revision: order.revision + 1 });
});

test("Eight claimers that come together share the orders out: each is claimed once, and none waits for another.", async (t) => {
  const url = await postgres.newDatabase();
  const { orders } = await orderBook(t, url);
  for (let placed = 0; placed < 100; placed++) await placePending(orders);
  const claimers = await Promise.all(Array.from({ length: 8 }, () => orderBook(t, url)));
  const claims = await Promise.all(
    claimers.map(async (claimer) => {
      const mine: Claim[] = [];
      for (let round = 0; round < 25; round++) mine.push(...(await claimer.orders.claim(5, HOUR_MS)));
      return mine;
    }),
  );
  const ids = claims.flat().map(({ order }) => order.orderId);
  assert.equal(ids.length, 100);
  assert.equal(new Set(ids).size, 100);
  assert.ok(claims.every((mine) => mine.length > 0));
});

test("A row that somebody has locked is passed over, not waited for.", async (t) => {
  const { orders, database } = await orderBook(t, await postgres.newDatabase());
  const [locked, free] = [await placePending(orders), await placePending(orders)];
  await database.transaction(async (query) => {
    await query("SELECT 1 FROM orders WHERE order_id = $1 FOR UPDATE", [locked.orderId]);
    const claims = await orders.claim(10, HOUR_MS);
    assert.deepEqual(
      claims.map(({ order }) => order.orderId),
      [free.orderId],
    );
    assert.equal(await orders.claimOne(locked.orderId, HOUR_MS), undefined);
  });
});

test("The longest due is claimed first, and what is due later, or no longer pending, not at all.", async (t) => {
  const { orders, database } = await orderBook(t, await postgres.newDatabase());
  const dueIn = async (interval: string) => {
    const order = await placePending(orders);
    await database.query("UPDATE orders SET due_at = now() + $2::interval WHERE order_id = $1", [
      order.orderId,
      interval,
    ]);
    return order.orderId;
  };
  const second = await dueIn("-1 minute");
  const first = await dueIn("-2 minutes");
  await dueIn("1 minute");
  const confirmed = await placeLeased(orders, someOrder(), 0);
  await orders.finish(confirmed, approved);

  const take = async () => (await orders.claim(1, HOUR_MS)).map(({ order }) => order.orderId);
  assert.deepEqual([await take(), await take(), await take()], [[first], [second], []]);
});

test("A claim reads no more of a backlog than it takes, however few orders the planner takes for pending.", async (t) => {
  const url = await postgres.newDatabase();
  // What a connection has read, only it can tell at once.
  const database = openDatabase({ url, log: silent, connections: 1 });
  t.after(() => database.close());
  const { orders } = await orderBook(t, url, { database });
  await placePending(orders);
  await database.query(
    `INSERT INTO orders SELECT (jsonb_populate_record(o, jsonb_build_object('order_id', gen_random_uuid()))).*
     FROM orders AS o, generate_series(1, 5000)`,
  );
  const read = async () => {
    await database.query("SELECT pg_stat_force_next_flush()");
    const [row] = await database.query<{ n: number }>(
      "SELECT idx_tup_read::int AS n FROM pg_stat_user_indexes WHERE schemaname = current_schema() AND indexrelname = 'orders_due'",
    );
    return row?.n ?? 0;
  };
  const before = await read();
  assert.equal((await orders.claim(2, HOUR_MS)).length, 2);
  assert.ok((await read()) - before < 10, `it read ${(await read()) - before} orders`);
});

test("What a customer asks for while a call is under way is written at once, and the call's result after it.", async (t) => {
  const { orders } = await orderBook(t, await postgres.newDatabase());
  const order = await placePending(orders);
  const { lease } = await claimed(orders, order);
  const asked = await orders.ask("shop", order.orderId, cancel);
  assert.equal(asked?.transition.kind, "changed");
  assert.equal(await orders.claimOne(order.orderId, HOUR_MS), undefined, "the lease is still the caller's");
  const finished = await orders.finish(lease, approved);
  assert.deepEqual(finished?.order.state, {
    status: "payment-pending",
    action: { kind: "cancel" },
    charged: "unknown",
  });
  assert.deepEqual((await claimed(orders, order)).order.state, finished?.order.state);
});

test("Whatever many ask for at the same time, each change has a revision of its own, one after the other.", async (t) => {
  const url = await postgres.newDatabase();
  const { orders } = await orderBook(t, url);
  const lease = await placeLeased(orders);
  const revisions = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const changed = await orders.ask("shop", lease.orderId, { kind: "change-asked", paymentMethod: `pm_${index}` });
      return changed?.order.revision;
    }),
  );
  assert.deepEqual(
    revisions.toSorted((a = 0, b = 0) => a - b),
    Array.from({ length: 20 }, (_, index) => index + 2),
  );
});

test("Asking for what cannot be, or is so already, writes nothing.", async (t) => {
  const { orders } = await orderBook(t, await postgres.newDatabase());
  const lease = await placeLeased(orders);
  await orders.ask("shop", lease.orderId, cancel);
  const before = await orders.find("shop", lease.orderId);
  const same = await orders.ask("shop", lease.orderId, cancel);
  assert.deepEqual(same, { transition: { kind: "same" }, ...before });
  const change = await orders.ask("shop", lease.orderId, { kind: "change-asked", paymentMethod: "pm" });
  assert.deepEqual(change?.transition, { kind: "impossible", why: "it is being cancelled" });
  assert.deepEqual(await orders.find("shop", lease.orderId), before);
});

test("An order is due again after its delay, and tried next when its lease is over too; by the database's clock.", async (t) => {
  const { orders, database } = await orderBook(t, await postgres.newDatabase(), { delayMs: () => HOUR_MS });
  const lease = await placeLeased(orders, someOrder(), 2 * HOUR_MS);
  const inMinutes = async (at: Date | undefined) => {
    const [row] = await database.query<{ minutes: number }>(
      "SELECT round(extract(epoch FROM $1::timestamptz - now()) / 60)::int AS minutes",
      [at],
    );
    return row?.minutes;
  };
  const asked = await orders.ask("shop", lease.orderId, cancel);
  assert.equal(await inMinutes(asked?.nextAttemptAt), 120, "not before its lease is over");
  const finished = await orders.finish(lease, unknown);
  assert.equal(await inMinutes(finished?.nextAttemptAt), 60, "the lease was given back");
  assert.equal(await orders.claimOne(lease.orderId, HOUR_MS), undefined);
  await database.query("UPDATE orders SET due_at = now()");
  assert.ok(await orders.claimOne(lease.orderId, HOUR_MS));
});

test("This process's clock decides nothing.", async (t) => {
  const { orders } = await orderBook(t, await postgres.newDatabase());
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 1_000 * HOUR_MS });
  const lease = await placeLeased(orders);
  assert.equal(await orders.claimOne(lease.orderId, HOUR_MS), undefined, "its lease is not over");
  t.mock.timers.setTime(0);
  await orders.finish(lease, unknown);
  assert.ok(await orders.claimOne(lease.orderId, HOUR_MS));
});

test("The limit of tries is the one in force when a call ends.", async (t) => {
  let maxTries = 2;
  const { orders } = await orderBook(t, await postgres.newDatabase(), { limits: () => ({ maxTries }) });
  const lease = await placeLeased(orders);
  await orders.finish(lease, unknown);
  maxTries = 3;
  const again = await orders.claimOne(lease.orderId, HOUR_MS);
  assert.ok(again);
  assert.equal((await orders.finish(again.lease, unknown))?.order.state.status, "payment-pending");
});

test("Watchers get what is newer than what they know.", async (t) => {
  const { orders } = await orderBook(t, await postgres.newDatabase());
  const [old, changed, other] = [someOrder(), someOrder(), someOrder()];
  for (const order of [old, changed, other]) await insert(orders, order);
  await orders.ask("shop", changed.orderId, cancel);
  const newer = await orders.newerThan(
    new Map([
      [old.orderId, 1],
      [changed.orderId, 1],
      [randomUUID(), 1],
    ]),
  );
  assert.deepEqual(
    newer.map(({ order }) => [order.orderId, order.revision]),
    [[changed.orderId, 2]],
  );
  assert.deepEqual(await orders.newerThan(new Map()), []);
});

test("The backlog tells how many are pending, for how long, and how many are in review, the longest waiting first.", async (t) => {
  const { orders, database } = await orderBook(t, await postgres.newDatabase());
  assert.deepEqual(await orders.backlog(), { pending: 0, oldestAgeSeconds: 0, inReview: 0 });
  const pending = await placePending(orders);
  await placePending(orders);
  await database.query("UPDATE orders SET placed_at = now() - interval '10 minutes' WHERE order_id = $1", [
    pending.orderId,
  ]);
  const review: OrderEvent = { kind: "charge-ended", result: { kind: "rejected", why: "request-rejected" } };
  const first = await orders.finish(await placeLeased(orders), review);
  const second = await orders.finish(await placeLeased(orders), review);
  const confirmed = await placeLeased(orders);
  await orders.finish(confirmed, approved);

  const { oldestAgeSeconds, ...counts } = await orders.backlog();
  assert.deepEqual(counts, { pending: 2, inReview: 2 });
  assert.ok(Math.abs(oldestAgeSeconds - 600) < 30);
  assert.deepEqual(
    (await orders.inReview(10)).map(({ order }) => order),
    [first?.order, second?.order],
  );
  assert.equal((await orders.inReview(1)).length, 1);
});

test("No row can mean nothing, or twice: the table itself refuses it, without telling the payment method.", async (t) => {
  const { orders, database } = await orderBook(t, await postgres.newDatabase());
  const order = await placePending(orders, someOrder({ paymentMethod: "pm_secret" }));
  const wrong = [
    "status = 'paid'",
    "status = 'confirmed'",
    "status = 'confirmed', action = NULL, charged = NULL",
    "status = 'needs-review', charged = NULL",
    "action = NULL",
    "action = 'change'",
    "new_payment_method = 'pm'",
    "charged = NULL",
    "charged = 'maybe'",
    "reversed = true",
    "decline_reason = 'card-declined'",
    "review_reason = 'key-void'",
    "despite_change = false",
    "attempt = 0",
    "tries = -1",
    "revision = 0",
    "quantity = 0",
    "total_minor = 0",
    "currency_code = 'euro'",
    "payment_method = NULL",
  ];
  for (const columns of wrong)
    await assert.rejects(database.query(`UPDATE orders SET ${columns}`), (error: Error & { code?: string }) => {
      assert.match(error.code ?? "", /^(23514|23502)$/, columns);
      assert.doesNotMatch(JSON.stringify({ ...error, stack: error.stack }), /pm_secret/);
      return true;
    });
  assert.deepEqual(await found(orders, order), order);
});
