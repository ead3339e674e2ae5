import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Registry } from "prom-client";
import { testPostgres } from "../../local/test-postgres.ts";
import { DatabaseUnavailable } from "../shared/postgres/database.ts";
import { RpcError } from "../shared/rpc-error.ts";
import { Breaker } from "./breaker/breaker.ts";
import { BreakerSettings } from "./breaker/settings.ts";
import { verdictOf } from "./breaker/verdict.ts";
import { paymentCalls } from "./call-payment.ts";
import type { Charged, Voided } from "./charge.ts";
import type { Order } from "./order.ts";
import type { Orders } from "./orders.ts";
import { settlement } from "./settlement.ts";
import { SettlementSettings } from "./settlement-settings.ts";
import { orderBook, placeLeased, placePending, silent, someOrder } from "./test-orders.ts";

const postgres = await testPostgres();
const HOUR_MS = 3_600_000;

/** Time that passes when a test says so; timers go off in their order. */
class Clock {
  #now = 0;
  #timers: { atMs: number; action: () => void }[] = [];

  now = (): number => this.#now;

  after = (ms: number, action: () => void): (() => void) => {
    const timer = { atMs: this.#now + ms, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Milliseconds until each who waits goes on. */
  get waits(): number[] {
    return this.#timers.map(({ atMs }) => atMs - this.#now);
  }

  /** Whether somebody waits for time to pass. */
  get waited(): boolean {
    return this.waits.length > 0;
  }

  advance(ms: number): void {
    this.#now += ms;
    const over = this.#timers.filter(({ atMs }) => atMs <= this.#now);
    this.#timers = this.#timers.filter(({ atMs }) => atMs > this.#now);
    for (const { action } of over) action();
  }
}

/** Payment as a test has it: it approves and voids, unless told otherwise, and remembers what it was asked. */
class Payment {
  calls: string[] = [];
  underWay = 0;
  mostUnderWay = 0;
  onCharge: (key: string) => Charged | Promise<Charged> = () => ({ kind: "approved" });
  onVoid: (key: string, reverse: boolean) => Voided | Promise<Voided> = () => ({ kind: "voided" });

  #silent = Promise.withResolvers<Charged>();
  /** As `onCharge`: there is no answer until `answer`, at the latest at the end of the test. */
  silence = () => this.#silent.promise;
  answer = () => this.#silent.resolve({ kind: "approved" });

  charge = ({ idempotencyKey: key, paymentMethod }: { idempotencyKey: string; paymentMethod: string }) =>
    this.#asked(`charge ${key} ${paymentMethod}`, () => this.onCharge(key));

  void = ({ idempotencyKey: key, reverse }: { idempotencyKey: string; reverse: boolean }) =>
    this.#asked(`${reverse ? "reverse" : "void"} ${key}`, () => this.onVoid(key, reverse));

  async #asked<T>(call: string, answer: () => T | Promise<T>): Promise<T> {
    this.calls.push(call);
    this.underWay++;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    try {
      return await answer();
    } finally {
      this.underWay--;
    }
  }
}

const down = () => Promise.reject(new RpcError("UNAVAILABLE", "down"));

type Setup = {
  url?: string;
  settings?: Partial<SettlementSettings>;
  breaker?: Partial<BreakerSettings>;
  wrap?: (orders: Orders) => Orders;
  log?: typeof silent;
  random?: () => number;
  /** Time passes by itself. */
  realTime?: boolean;
};

/** A replica: an order book, a breaker and a settlement on a clock of its own. It settles once it is started. */
async function replica(t: TestContext, { url, settings, breaker: thresholds, wrap, ...setup }: Setup = {}) {
  const { log = silent, random = () => 0, realTime = false } = setup;
  const clock = new Clock();
  const payment = new Payment();
  const { database, orders } = await orderBook(t, url ?? (await postgres.newDatabase()));
  const breakerSettings = BreakerSettings.parse({ maxRequests: 3, minRequests: 3, openMs: 5_000, ...thresholds });
  const breaker = new Breaker({ settings: breakerSettings, now: clock.now, verdictOf });
  t.after(() => breaker.shutdown());
  const registry = new Registry();
  const changes: string[] = [];
  let writing = 0;
  const written: Orders = {
    ...orders,
    async finish(lease, event) {
      writing++;
      try {
        return await orders.finish(lease, event);
      } finally {
        // Not before settlement has heard of it.
        setImmediate(() => writing--);
      }
    },
  };
  const settler = settlement({
    orders: wrap ? wrap(written) : written,
    payments: paymentCalls({ breaker, payment, callDeadlineMs: () => 1_000, log: silent }),
    breakerState: () => (breakerSettings.mode === "enforce" ? breaker.state : "closed"),
    settings: SettlementSettings.parse({ ratePerSecond: 10_000, ...settings }),
    callDeadlineMs: () => 1_000,
    onChanged: ({ order }) => changes.push(order.state.status),
    registry,
    log,
    random,
    ...(!realTime && { clock }),
  });
  t.after(() => {
    payment.answer();
    return settler.close();
  });

  async function metric(name: string, labels: Record<string, string> = {}): Promise<number> {
    const { values } = (await registry.getSingleMetric(name)?.get()) ?? { values: [] };
    return (
      values.find((value) => Object.entries(labels).every(([label, text]) => value.labels[label] === text))?.value ?? 0
    );
  }
  const settled = (result: string) => metric("holdfast_settlements_total", { result });
  /** Resolves once it waits for time to pass, with nothing under way. */
  const idle = () => until(() => clock.waited && payment.underWay === 0 && writing === 0);
  async function state({ clientId, orderId }: Order) {
    return (await orders.find(clientId, orderId))?.order.state;
  }
  async function statuses(): Promise<Record<string, number>> {
    const rows = await database.query<{ status: string; n: number }>(
      "SELECT status, count(*)::int AS n FROM orders GROUP BY status",
    );
    return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
  }
  return { clock, payment, database, orders, breaker, settler, changes, metric, settled, idle, state, statuses };
}

/** Other work goes on meanwhile; no time is waited for, except by a test that fails. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = AbortSignal.timeout(10_000);
  while (!(await condition())) {
    assert.ok(!giveUp.aborted, `waited 10 s for ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The same, while time passes. */
async function untilAsTimePasses(clocks: Clock[], condition: () => Promise<boolean>): Promise<void> {
  await until(async () => {
    for (const clock of clocks) clock.advance(1);
    return condition();
  });
}

/** A log that keeps what it is told. */
function listening(t: TestContext) {
  const log = silent.child({}, { level: "info" });
  const told: unknown[][] = [];
  for (const level of ["info", "warn", "error"] as const)
    t.mock.method(log, level, (...words: unknown[]) => told.push([level, ...words]));
  return { log, told };
}

async function trip({ breaker }: { breaker: Breaker }): Promise<void> {
  while (breaker.state !== "open") await breaker.call(down).catch(() => {});
}

async function placeMany(orders: Orders, count: number): Promise<Order[]> {
  const placed: Order[] = [];
  for (let made = 0; made < count; made++) placed.push(await placePending(orders));
  return placed;
}

test("Due orders are charged, and end as Payment answers.", async (t) => {
  const { orders, payment, settler, state, changes, settled } = await replica(t);
  const [paid, refused] = [await placePending(orders), await placePending(orders)];
  payment.onCharge = (key) =>
    key.startsWith(refused.orderId) ? { kind: "declined", reason: "card-expired" } : { kind: "approved" };
  settler.start();
  await until(() => changes.length === 2);
  assert.deepEqual(await state(paid), { status: "confirmed", despiteChange: false });
  assert.deepEqual(await state(refused), { status: "declined", reason: "card-expired" });
  assert.deepEqual([await settled("approved"), await settled("declined")], [1, 1]);
  assert.deepEqual(changes.toSorted(), ["confirmed", "declined"]);
});

test("Orders that come later are found at the next poll.", async (t) => {
  const { orders, clock, settler, changes, idle } = await replica(t, { settings: { pollMs: 500 } });
  settler.start();
  await idle();
  await placePending(orders);
  clock.advance(499);
  assert.deepEqual(changes, []);
  clock.advance(1);
  await until(() => changes.length === 1);
});

test("A cancelled order is voided with reversal, and not charged.", async (t) => {
  const { orders, payment, settler, state, changes } = await replica(t);
  const order = someOrder();
  await placeLeased(orders, order, 0);
  await orders.ask("shop", order.orderId, { kind: "cancel-asked" });
  payment.onVoid = () => ({ kind: "reversed" });
  settler.start();
  await until(() => changes.length === 1);
  assert.deepEqual(payment.calls, [`reverse ${order.orderId}/1`]);
  assert.deepEqual(await state(order), { status: "cancelled", reversed: true });
});

test("A change is a void without reversal, and in the same go a charge of the new method under the next key.", async (t) => {
  const { orders, payment, settler, changes } = await replica(t);
  const lease = await placeLeased(orders, someOrder(), 0);
  await orders.ask("shop", lease.orderId, { kind: "change-asked", paymentMethod: "pm_card_mastercard" });
  await settler.settleOne(lease.orderId);
  assert.deepEqual(payment.calls, [`void ${lease.orderId}/1`, `charge ${lease.orderId}/2 pm_card_mastercard`]);
  assert.deepEqual(changes, ["payment-pending", "confirmed"]);
});

test("A cancellation that comes while the charge is under way gives the charge back in the same go.", async (t) => {
  const { orders, payment, settler, state } = await replica(t);
  const order = await placePending(orders);
  payment.onCharge = async () => {
    await orders.ask("shop", order.orderId, { kind: "cancel-asked" });
    return { kind: "approved" };
  };
  payment.onVoid = () => ({ kind: "reversed" });
  await settler.settleOne(order.orderId);
  assert.deepEqual(payment.calls, [`charge ${order.orderId}/1 pm_card_visa`, `reverse ${order.orderId}/1`]);
  assert.deepEqual(await state(order), { status: "cancelled", reversed: true });
});

test("A customer who changes the method again and again does not keep a replica busy: the rest is for the next go.", async (t) => {
  const { orders, payment, settler, state } = await replica(t);
  const order = await placePending(orders);
  let method = 0;
  payment.onCharge = async () => {
    await orders.ask("shop", order.orderId, { kind: "change-asked", paymentMethod: `pm_${++method}` });
    return { kind: "declined", reason: "card-declined" };
  };
  await settler.settleOne(order.orderId);
  assert.equal(payment.calls.length, 4);
  const state4 = await state(order);
  assert.ok(state4?.status === "payment-pending" && state4.charged === "no");
  payment.onCharge = () => ({ kind: "approved" });
  await settler.settleOne(order.orderId);
  assert.equal((await state(order))?.status, "confirmed");
});

test("While the breaker is open nothing is claimed.", async (t) => {
  const { orders, database, breaker, clock, payment, settler, idle } = await replica(t);
  await placeMany(orders, 3);
  const rows = () => database.query("SELECT * FROM orders ORDER BY order_id");
  const before = await rows();
  await trip({ breaker });
  settler.start();
  for (let polls = 0; polls < 5; polls++) {
    await idle();
    assert.deepEqual(clock.waits, [500]);
    clock.advance(500);
  }
  await idle();
  assert.deepEqual(await rows(), before);
  assert.deepEqual(payment.calls, []);
});

test("A backlog without live traffic recovers by itself: one trial at a time, until the breaker closes.", async (t) => {
  const { orders, breaker, clock, payment, settler, idle, statuses, settled } = await replica(t);
  await placeMany(orders, 30);
  await trip({ breaker });
  settler.start();
  await idle();

  const trials: string[] = [];
  payment.onCharge = async (key) => {
    if (breaker.state === "half-open") {
      trials.push(key);
      assert.equal(payment.underWay, 1, "one trial at a time");
      // The others have all the time there is to come in between.
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(payment.underWay, 1, "one trial at a time");
    }
    return { kind: "approved" };
  };
  clock.advance(5_001);
  await untilAsTimePasses([clock], async () => (await statuses()).confirmed === 30);
  assert.equal(breaker.state, "closed");
  assert.equal(trials.length, 3, "as many as maxRequests asks for");
  assert.ok(payment.mostUnderWay > 1, "closed, it settles side by side");
  assert.equal(await settled("refused"), 0);
  const [first] = await orders.claim(1, HOUR_MS);
  assert.equal(first, undefined);
});

test("A trial that fails opens the breaker again, and has cost one order one try.", async (t) => {
  const { orders, database, breaker, clock, payment, settler, idle } = await replica(t);
  await placeMany(orders, 10);
  await trip({ breaker });
  payment.onCharge = down;
  settler.start();
  await idle();
  clock.advance(5_001);
  await until(() => payment.calls.length === 1);
  await idle();
  assert.equal(breaker.state, "open");
  clock.advance(4_999);
  await idle();
  assert.equal(payment.calls.length, 1);
  const [row] = await database.query("SELECT sum(tries)::int AS tries FROM orders");
  assert.deepEqual(row, { tries: 1 });
});

test("If the breaker turns half-open between claim and call, all but one order are given back as they were.", async (t) => {
  const hooks = { claimed: async () => {} };
  const wrap = (orders: Orders): Orders => ({
    ...orders,
    async claim(count, leaseMs) {
      const claims = await orders.claim(count, leaseMs);
      await hooks.claimed();
      return claims;
    },
  });
  const { orders, database, breaker, clock, payment, settler, settled } = await replica(t, { wrap });
  const placed = await placeMany(orders, 8);
  hooks.claimed = async () => {
    hooks.claimed = async () => {};
    await trip({ breaker });
    clock.advance(5_001);
    assert.equal(breaker.state, "half-open");
  };
  const released = new Promise<void>((resolve) => {
    payment.onCharge = async () => {
      // Until the others were given back, this is the only one.
      await until(async () => (await settled("refused")) === 7);
      resolve();
      return { kind: "approved" };
    };
  });
  settler.start();
  await released;
  await until(async () => (await settled("approved")) === 1);
  assert.equal(payment.calls.length, 1);
  const rows = await database.query(
    "SELECT status, charged, tries, count(*)::int AS n FROM orders GROUP BY 1, 2, 3 ORDER BY n",
  );
  assert.deepEqual(rows, [
    { status: "confirmed", charged: null, tries: 0, n: 1 },
    { status: "payment-pending", charged: "no", tries: 0, n: 7 },
  ]);
  assert.equal(placed.length, 8);
});

test("A backlog that finds the trials taken by live orders tries again at the next poll only.", async (t) => {
  const { orders, breaker, clock, payment, settler, idle, settled } = await replica(t, { breaker: { maxRequests: 1 } });
  await placeMany(orders, 5);
  await trip({ breaker });
  settler.start();
  await idle();
  clock.advance(5_001);
  const live = Promise.withResolvers<string>();
  const answer = breaker.call(() => live.promise);
  await until(async () => (await settled("refused")) === 1);
  await idle();
  assert.equal(await settled("refused"), 1);
  clock.advance(500);
  await until(async () => (await settled("refused")) === 2);
  assert.deepEqual(payment.calls, []);
  live.resolve("paid");
  await answer;
  await idle();
  clock.advance(500);
  await until(async () => (await settled("approved")) === 5);
});

test("Where the breaker refuses nothing, settlement goes on through any state of it.", async (t) => {
  for (const mode of ["observe", "off"] as const) {
    const { orders, breaker, payment, settler, changes } = await replica(t, { breaker: { mode } });
    await placeMany(orders, 4);
    if (mode === "observe") await trip({ breaker });
    settler.start();
    await until(() => changes.length === 4);
    assert.equal(payment.calls.length, 4);
  }
});

test("A backlog drains at its rate, the longest due first, and with no more under way than its settings say.", async (t) => {
  const { orders, database, clock, payment, settler, idle } = await replica(t, {
    settings: { ratePerSecond: 4, concurrency: 2, pollMs: 5_000 },
  });
  const placed = await placeMany(orders, 8);
  for (const [index, { orderId }] of placed.entries())
    await database.query("UPDATE orders SET due_at = now() - $2 * interval '1 minute' WHERE order_id = $1", [
      orderId,
      index,
    ]);
  settler.start();
  const settledAfter = async (ms: number) => {
    clock.advance(ms);
    await idle();
    return payment.calls.length;
  };
  assert.equal(await settledAfter(0), 2, "a burst of as many as may be under way");
  assert.equal(await settledAfter(249), 2);
  assert.equal(await settledAfter(1), 3);
  assert.equal(await settledAfter(250), 4);
  assert.equal(await settledAfter(60_000), 6, "an idle time saves up no more than the burst");
  assert.equal(await settledAfter(500), 8);
  assert.equal(payment.mostUnderWay, 2);
  const charged = payment.calls.map((call) => call.split(/[ /]/)[1]);
  const byAge = placed.map(({ orderId }) => orderId).toReversed();
  // Two that are taken up together may be told in any order.
  assert.deepEqual(charged.slice(0, 2).toSorted(), byAge.slice(0, 2).toSorted());
  assert.deepEqual(charged.slice(2, 4), byAge.slice(2, 4));
});

test("However long calls take, no more are under way than the settings say, and the end of one makes room at once.", async (t) => {
  const { orders, clock, payment, settler } = await replica(t, { settings: { concurrency: 2 } });
  await placeMany(orders, 4);
  payment.onCharge = payment.silence;
  settler.start();
  await until(() => payment.underWay === 2);
  for (let poll = 0; poll < 3; poll++) {
    await until(() => clock.waited);
    clock.advance(500);
  }
  await until(() => clock.waited);
  assert.equal(payment.calls.length, 2);
  payment.answer();
  // No time passes.
  await until(() => payment.calls.length === 4);
  await until(() => clock.waited);
  assert.equal(clock.waits.length, 1, "whoever was woken waits no more");
});

test("What waits for its pace goes on at it, also while calls take their time.", async (t) => {
  const settings = { ratePerSecond: 10, concurrency: 4, pollMs: 5_000 };
  const { orders, clock, payment, settler, idle } = await replica(t, { settings });
  await placeMany(orders, 7);
  settler.start();
  await idle();
  assert.equal(payment.calls.length, 4);
  payment.onCharge = payment.silence;
  for (const calls of [5, 6]) {
    await until(() => clock.waited);
    assert.deepEqual(clock.waits, [100]);
    clock.advance(100);
    await until(() => payment.calls.length === calls);
  }
});

test("A call that began while the breaker was closed takes no trial's place.", async (t) => {
  const { orders, breaker, clock, payment, settler } = await replica(t);
  await placePending(orders);
  payment.onCharge = payment.silence;
  settler.start();
  await until(() => payment.underWay === 1);
  await trip({ breaker });
  await placePending(orders);
  clock.advance(5_001);
  assert.equal(breaker.state, "half-open");
  await until(() => payment.underWay === 2);
});

test("Two replicas share a backlog, and charge each order once.", async (t) => {
  const url = await postgres.newDatabase();
  const [one, two] = [await replica(t, { url }), await replica(t, { url })];
  await placeMany(one.orders, 60);
  one.settler.start();
  two.settler.start();
  await untilAsTimePasses([one.clock, two.clock], async () => (await one.statuses()).confirmed === 60);
  const charges = [...one.payment.calls, ...two.payment.calls];
  assert.equal(charges.length, 60);
  assert.equal(new Set(charges).size, 60);
  assert.ok(one.payment.calls.length > 0 && two.payment.calls.length > 0);
});

test("The orders of a dead replica are taken over once their leases are over, within 10 s by the default settings.", async (t) => {
  const { orders, database, clock, payment, settler, idle, changes } = await replica(t);
  const { pollMs, leaseMarginMs } = SettlementSettings.parse({});
  assert.ok(BreakerSettings.parse({}).callDeadlineMs + leaseMarginMs + pollMs < 9_000);

  const order = await placePending(orders);
  await orders.claim(10, 1_000 + leaseMarginMs);
  settler.start();
  await idle();
  assert.deepEqual(payment.calls, []);
  await database.query(
    "UPDATE orders SET leased_until = leased_until - $1 * interval '1 millisecond', due_at = due_at - $1 * interval '1 millisecond'",
    [1_000 + leaseMarginMs],
  );
  clock.advance(pollMs);
  await until(() => changes.length === 1);
  assert.deepEqual(payment.calls, [`charge ${order.orderId}/1 pm_card_visa`]);
});

test("What comes back after the lease has gone to another replica is dropped, and counted.", async (t) => {
  const url = await postgres.newDatabase();
  const { log, told } = listening(t);
  const [slow, quick] = [await replica(t, { url, log }), await replica(t, { url })];
  const order = await placePending(slow.orders);
  slow.payment.onCharge = async () => {
    await slow.database.query("UPDATE orders SET leased_until = now()");
    await quick.settler.settleOne(order.orderId);
    return { kind: "declined", reason: "card-declined" };
  };
  await slow.settler.settleOne(order.orderId);
  assert.deepEqual(await slow.state(order), { status: "confirmed", despiteChange: false });
  assert.deepEqual([slow.changes, quick.changes], [[], ["confirmed"]]);
  assert.equal(await slow.settled("lease-lost"), 1);
  assert.equal(await slow.settled("declined"), 0);
  const complaint = "the lease of an order was over before Payment answered";
  assert.deepEqual(told, [["warn", { chargeKey: `${order.orderId}/1` }, complaint]]);
});

test("One order is left alone if somebody else has it, if it is not due, and if it is not pending.", async (t) => {
  const { orders, payment, settler, database } = await replica(t);
  const leased = await placeLeased(orders);
  await settler.settleOne(leased.orderId);
  const later = await placePending(orders);
  await database.query("UPDATE orders SET due_at = now() + interval '1 hour' WHERE order_id = $1", [later.orderId]);
  await settler.settleOne(later.orderId);
  await orders.finish(leased, { kind: "charge-ended", result: { kind: "approved" } });
  await settler.settleOne(leased.orderId);
  assert.deepEqual(payment.calls, []);
});

test("A cancellation that comes while a change is under way has the charge given back in the same go.", async (t) => {
  const { orders, payment, settler, state } = await replica(t);
  const order = someOrder();
  await placeLeased(orders, order, 0);
  await orders.ask("shop", order.orderId, { kind: "change-asked", paymentMethod: "pm_card_mastercard" });
  payment.onVoid = async (_, reverse) => {
    if (reverse) return { kind: "reversed" };
    await orders.ask("shop", order.orderId, { kind: "cancel-asked" });
    return { kind: "already-charged" };
  };
  await settler.settleOne(order.orderId);
  const key = `${order.orderId}/1`;
  assert.deepEqual(payment.calls, [`void ${key}`, `reverse ${key}`]);
  assert.deepEqual(await state(order), { status: "cancelled", reversed: true });
});

test("A charge that Payment does not give back for a cancelled order is for a person to look at.", async (t) => {
  const { orders, payment, settler, state } = await replica(t);
  const order = someOrder();
  await placeLeased(orders, order, 0);
  await orders.ask("shop", order.orderId, { kind: "cancel-asked" });
  payment.onVoid = () => ({ kind: "already-charged" });
  await settler.settleOne(order.orderId);
  const action = { kind: "cancel" };
  assert.deepEqual(await state(order), { status: "needs-review", reason: "not-reversed", action });
});

test("A result that changes nothing, since the order has ended by other means, is the end of it.", async (t) => {
  const wrap = (orders: Orders): Orders => ({
    ...orders,
    finish: async (lease, event) => {
      await orders.finish(lease, event);
      return orders.finish(lease, event);
    },
  });
  const { orders, payment, settler, state } = await replica(t, { wrap });
  const order = await placePending(orders);
  await settler.settleOne(order.orderId);
  assert.equal((await state(order))?.status, "confirmed");
  assert.equal(payment.calls.length, 1);
});

test("Tries without an answer end with a person, and so does a call that cannot even be made.", async (t) => {
  const { log, told } = listening(t);
  const { orders, payment, settler, state } = await replica(t, { breaker: { minRequests: 1_000 }, log });
  const fault = new TypeError("a fault of ours");
  const failures = [down, () => Promise.reject(fault)];
  for (const failure of failures) {
    const order = await placePending(orders);
    payment.onCharge = failure;
    for (let tries = 1; tries < 5; tries++) {
      await settler.settleOne(order.orderId);
      assert.equal((await state(order))?.status, "payment-pending");
    }
    await settler.settleOne(order.orderId);
    assert.deepEqual(await state(order), {
      status: "needs-review",
      reason: "too-many-tries",
      action: { kind: "charge" },
    });
    const complaint = ["error", { chargeKey: `${order.orderId}/1`, err: fault }, "Payment could not be called"];
    assert.deepEqual(told, payment.onCharge === down ? [] : Array(5).fill(complaint));
  }
});

test("While the order book does not answer, settlement waits, the longer the longer, says so once, and then goes on.", async (t) => {
  const { log, told } = listening(t);
  const gone = new DatabaseUnavailable("gone");
  let answers = false;
  let claims = 0;
  const wrap = (orders: Orders): Orders => ({
    ...orders,
    claim(count, leaseMs) {
      claims++;
      return answers ? orders.claim(count, leaseMs) : Promise.reject(gone);
    },
  });
  const { orders, clock, settler, idle, changes, metric } = await replica(t, { wrap, log, random: () => 0.5 });
  await placePending(orders);
  settler.start();
  // A poll, and half of a back-off that doubles: 500, 1000, 2000 and so on, up to 5000.
  for (const [round, waitMs] of [750, 1_000, 1_500, 2_500].entries()) {
    await idle();
    assert.equal(claims, round + 1);
    assert.deepEqual(clock.waits, [waitMs]);
    clock.advance(waitMs);
    await until(() => claims === round + 2);
  }
  await idle();
  assert.deepEqual(clock.waits, [3_000]);
  const complaint = ["error", { err: gone }, "the order book does not answer: settlement waits for it"];
  assert.deepEqual(told, [complaint]);
  assert.equal(await metric("holdfast_settlement_errors_total"), 5);
  answers = true;
  clock.advance(3_000);
  await until(() => changes.length === 1);
  assert.deepEqual(told.slice(1), [["info", "the order book answers again: settlement goes on"]]);
});

test("An answer that cannot be written down is asked for again under the same key, once the lease is over.", async (t) => {
  const { log, told } = listening(t);
  const gone = new DatabaseUnavailable("gone");
  let answers = false;
  const wrap = (orders: Orders): Orders => ({
    ...orders,
    finish: (lease, event) => (answers ? orders.finish(lease, event) : Promise.reject(gone)),
  });
  const { orders, database, clock, payment, settler, idle, changes, metric } = await replica(t, { wrap, log });
  const order = await placePending(orders);
  settler.start();
  await until(async () => (await metric("holdfast_settlement_errors_total")) === 1);
  const complaint = "what came of an order could not be written down: Payment is asked again";
  assert.deepEqual(told, [["warn", { orderId: order.orderId, err: gone }, complaint]]);
  answers = true;
  clock.advance(500);
  await idle();
  assert.equal(payment.calls.length, 1);
  await database.query("UPDATE orders SET leased_until = now()");
  clock.advance(500);
  await until(() => changes.length === 1);
  const charge = `charge ${order.orderId}/1 pm_card_visa`;
  assert.deepEqual(payment.calls, [charge, charge]);
  await assert.rejects(
    replica(t, {
      wrap: (orders) => ({ ...orders, claimOne: () => Promise.reject(new DatabaseUnavailable("gone")) }),
    }).then(({ settler }) => settler.settleOne(order.orderId)),
    DatabaseUnavailable,
  );
});

test("Closing takes nothing up any more, and waits for what is under way.", async (t) => {
  const { orders, payment, settler, statuses } = await replica(t, { settings: { concurrency: 2 } });
  await placeMany(orders, 5);
  const answer = Promise.withResolvers<Charged>();
  payment.onCharge = () => answer.promise;
  settler.start();
  await until(() => payment.underWay === 2);
  let closed = false;
  const closing = settler.close().then(() => {
    closed = true;
  });
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(closed, false);
  answer.resolve({ kind: "approved" });
  await closing;
  assert.deepEqual(await statuses(), { confirmed: 2, "payment-pending": 3 });
  assert.equal(payment.calls.length, 2);
});

test("A settlement that is closed while it asks the order book ends with the answer.", async (t) => {
  const answer = Promise.withResolvers<void>();
  let asked = false;
  const wrap = (orders: Orders): Orders => ({
    ...orders,
    async claim() {
      asked = true;
      await answer.promise;
      return [];
    },
  });
  const { settler } = await replica(t, { wrap });
  settler.start();
  await until(() => asked);
  let closed = false;
  void settler.close().then(() => {
    closed = true;
  });
  answer.resolve();
  await until(() => closed);
});

test("Unless a test has its own, time passes by itself.", async (t) => {
  const { orders, settler, changes } = await replica(t, { settings: { pollMs: 10 }, realTime: true });
  settler.start();
  await placePending(orders);
  await until(() => changes.length === 1);
});

test("A settlement that was never started closes at once.", async (t) => {
  const { settler } = await replica(t);
  await settler.close();
});
