/** Order and Payment as they are, in one process, over real connections and on real databases. */
import assert from "node:assert/strict";
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { testPostgres } from "../../local/test-postgres.ts";
import { orderService } from "../../proto/contracts.ts";
import type { PlaceOrderRequest } from "../../proto/gen/order/v1/PlaceOrderRequest.ts";
import { startPayment } from "../payment/app.ts";
import { PaymentSettings } from "../payment/settings.ts";
import { call } from "../shared/rpc-client.ts";
import type { StatusName } from "../shared/rpc-error.ts";
import { testFolder } from "../shared/test-folder.ts";
import type { CallEvent } from "./breaker/call-event.ts";
import { readCallEvents } from "./breaker/read-call-events.ts";
import { FREE_PORTS, metricsOf, refused, testOrder, until, watchedLog } from "./test-order.ts";

const postgres = await testPostgres({ max_connections: "300" });
/** Every order has charge keys of its own, so the tests can share a Payment's databases. */
const databaseUrls = { ledger: await postgres.newDatabase(), processor: await postgres.newDatabase() };
/** Ends within a field. */
const NO_MESSAGE = Buffer.from([0x0a, 0xff]);

/** A folder as the kubelet mounts a ConfigMap: each write is a new folder, and one swap of the link `..data`. */
function configMap(content: unknown) {
  const folder = testFolder();
  let version = 0;
  const write = (text: string) => {
    const data = `..${++version}`;
    mkdirSync(path.join(folder, data));
    writeFileSync(path.join(folder, data, "settings.json"), text);
    symlinkSync(data, path.join(folder, "..next"));
    renameSync(path.join(folder, "..next"), path.join(folder, "..data"));
  };
  write(JSON.stringify(content));
  symlinkSync(path.join("..data", "settings.json"), path.join(folder, "settings.json"));
  return { file: path.join(folder, "settings.json"), write };
}

type Live = { breaker?: object; chaos?: object; settings?: object };

async function both(t: TestContext, { breaker = {}, chaos = {}, settings = {} }: Live = {}) {
  const [orderLive, paymentLive] = [configMap({ breaker }), configMap({ chaos })];
  const paymentLog = watchedLog("payment");
  const payment = await startPayment({
    settings: PaymentSettings.parse({ ...FREE_PORTS, liveSettingsFile: paymentLive.file }),
    databaseUrls,
    log: paymentLog.log,
    replica: "payment-1",
  });
  t.after(() => payment.close());
  const order = await testOrder(t, {
    databaseUrl: await postgres.newDatabase(),
    target: `dns:///127.0.0.1:${payment.port}`,
    settings: { liveSettingsFile: orderLive.file, ...settings },
  });
  return { ...order, paymentMetrics: () => metricsOf(payment), orderLive, paymentLive, paymentLog };
}

test("an order that is paid for is confirmed, with its exact total", async (t) => {
  const { place, get, metrics, lines } = await both(t);
  const placed = await place();
  const { orderId, ...rest } = placed;
  assert.match(orderId, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  assert.deepEqual(rest, {
    total: { currencyCode: "EUR", amountMinor: "2900" },
    status: "ORDER_STATUS_CONFIRMED",
    message: "Your order is confirmed and paid.",
    productId: "espresso-beans",
    quantity: 2,
    revision: "2",
    pendingAction: "PENDING_ACTION_UNSPECIFIED",
    nextAttemptAt: null,
  });
  assert.deepEqual(await get(orderId.toUpperCase()), placed);
  const page = await metrics();
  for (const line of [
    'holdfast_orders_total{status="payment-pending"} 1',
    'holdfast_orders_total{status="confirmed"} 1',
    'holdfast_payment_calls_total{call="charge",result="approved"} 1',
    'order_breaker_calls_total{outcome="success"} 1',
  ])
    assert.ok(page.includes(line), `${line} is not in the metrics`);
  assert.equal(lines.filter((line) => line.includes(orderId)).length, 2, "each change is logged once");
  assert.doesNotMatch(lines.join(), /pm_card/);
});

test("a declined payment is an answer with its reason, and a success to the breaker", async (t) => {
  const { place, metrics } = await both(t);
  const answer = await place({ paymentMethod: "pm_card_insufficient_funds" });
  assert.equal(answer.status, "ORDER_STATUS_DECLINED");
  assert.match(answer.message, /insufficient funds/);
  assert.ok((await metrics()).includes('order_breaker_calls_total{outcome="success"} 1'));
});

test("while Payment fails, orders are pending; once the breaker is open, Payment is left alone", async (t) => {
  const chaos = { abort: { code: "UNAVAILABLE", percentage: 100 } };
  // Settlement's own calls would be counted too.
  const settings = { settlement: { backOffBaseMs: 60_000, pollMs: 5_000 } };
  const { place, metrics } = await both(t, { chaos, breaker: { minRequests: 3 }, settings });
  for (const message of [/do not know yet/, /do not know yet/, /do not know yet/, /nothing was charged/]) {
    const answer = await place();
    assert.equal(answer.status, "ORDER_STATUS_PAYMENT_PENDING");
    assert.equal(answer.pendingAction, "PENDING_ACTION_CHARGE");
    assert.ok(answer.nextAttemptAt);
    assert.match(answer.message, message);
  }
  const page = await metrics();
  for (const line of [
    'order_breaker_state{state="open"} 1',
    'order_breaker_calls_total{outcome="failure"} 3',
    'order_breaker_calls_total{outcome="refused"} 1',
    'holdfast_payment_calls_total{call="charge",result="unknown"} 3',
    'holdfast_payment_calls_total{call="charge",result="refused"} 1',
    'holdfast_orders_total{status="payment-pending"} 4',
  ])
    assert.ok(page.includes(line), `${line} is not in the metrics`);
});

test("an order does not wait for a slow Payment past the deadline of its charge", async (t) => {
  const { place } = await both(t, { chaos: { delay: { ms: 60_000 } }, breaker: { callDeadlineMs: 50 } });
  const started = performance.now();
  const answer = await place();
  const took = performance.now() - started;
  assert.equal(answer.status, "ORDER_STATUS_PAYMENT_PENDING");
  assert.match(answer.message, /do not know yet/);
  // Far from the delay, with room for a busy machine.
  assert.ok(took >= 45 && took < 2_000, `it took ${took} ms`);
});

test("an outage ends while both run: the breaker closes again, and all that was pending is paid once", async (t) => {
  const { place, get, paymentLive, paymentLog, orderLive, logged, metrics } = await both(t, {
    chaos: { abort: { percentage: 100 } },
    breaker: { minRequests: 1 },
  });
  const pending = [await place(), await place()];
  assert.match(pending[1]?.message ?? "", /nothing was charged/);

  paymentLive.write(JSON.stringify({ chaos: {} }));
  await paymentLog.logged("live settings taken over");
  orderLive.write(JSON.stringify({ breaker: { minRequests: 1, maxRequests: 2, openMs: 100, callDeadlineMs: 50 } }));
  await logged("live settings taken over");
  for (const { orderId } of pending)
    await until("a settled order", async () => (await get(orderId)).status === "ORDER_STATUS_CONFIRMED");
  await until("a confirmed order", async () => (await place()).status === "ORDER_STATUS_CONFIRMED");
  assert.ok((await metrics()).includes('order_breaker_state{state="closed"} 1'));
});

test("live settings that cannot be used change nothing, and the log and a metric say so", async (t) => {
  const { place, orderLive, logged, metrics } = await both(t, {
    chaos: { abort: { percentage: 100 } },
    breaker: { minRequests: 1 },
  });
  orderLive.write(JSON.stringify({ breaker: { failureRatio: 1.5 } }));
  await logged("`breaker.failureRatio` is 1.5: must be greater than 0 and at most 1");
  assert.ok((await metrics()).includes("holdfast_live_settings_errors_total 1"));
  await place();
  assert.match((await place()).message, /nothing was charged/, "minRequests is 1 as before");
});

test("with an events file every charge is on record, with the faults that Order was told of", async (t) => {
  const eventsFile = path.join(testFolder(), "calls.jsonl");
  const { place, close, orderLive, logged } = await both(t, {
    chaos: { abort: { percentage: 100 } },
    breaker: { minRequests: 1 },
    // Settlement, which had asked for due orders just before the breaker opened, would be refused once more.
    settings: { eventsFile, settlement: { backOffBaseMs: 60_000, pollMs: 5_000 } },
  });
  orderLive.write(JSON.stringify({ breaker: { minRequests: 1 }, chaos: { abort: { percentage: 100 } } }));
  await logged("live settings taken over");
  const before = Date.now();
  await place();
  await place();
  await close();
  const events: CallEvent[] = [];
  for await (const event of readCallEvents(eventsFile)) events.push(event);
  const [failed, turnedAway, ...more] = events;
  assert.ok(failed && turnedAway && more.length === 0);
  assert.ok(Math.abs(failed.at - before) < 10_000, `${failed.at} is not the time of the call`);
  assert.deepEqual([failed.admitted, failed.verdict, failed.replica], [true, "failure", "order-1"]);
  const { admitted, reason, verdict, state, faults } = turnedAway;
  assert.deepEqual(
    [admitted, reason, verdict, state, faults],
    [false, "open", undefined, "open", ["abort UNAVAILABLE, 100 %"]],
  );
});

test("what cannot be an order is refused with a sentence, charges nothing, and the service goes on", async (t) => {
  const catalogue = { unitPricesMinor: { "espresso-beans": 1_450, villa: 1_000_000_000 } };
  const { place, client, metrics } = await both(t, { settings: { catalogue } });
  const wrong: [PlaceOrderRequest, StatusName, RegExp][] = [
    [{ productId: "" }, "INVALID_ARGUMENT", /^product_id is missing/],
    [{ productId: "unicorn" }, "NOT_FOUND", /^product_id is "unicorn": not in the catalogue/],
    [{ productId: "__proto__" }, "NOT_FOUND", /__proto__/],
    [{ productId: "x".repeat(10_000) }, "NOT_FOUND", /^.{1,200}$/],
    [{ quantity: 0 }, "INVALID_ARGUMENT", /^quantity is 0/],
    [{ quantity: -1 }, "INVALID_ARGUMENT", /^quantity is -1/],
    [{ productId: "villa", quantity: 2 ** 31 - 1 }, "INVALID_ARGUMENT", /the total would be too large/],
    [{ paymentMethod: "" }, "INVALID_ARGUMENT", /^payment_method is missing/],
    [{ idempotencyKey: "a b" }, "INVALID_ARGUMENT", /^idempotency_key must be/],
  ];
  for (const [changes, code, message] of wrong) await assert.rejects(place(changes), refused(code, message));
  const noMessage = { ...orderService.PlaceOrder, requestSerialize: () => NO_MESSAGE };
  await assert.rejects(call(client, noMessage, {}, { deadlineMs: 10_000 }), refused("INVALID_ARGUMENT", /./));
  const page = await metrics();
  assert.ok(page.includes('holdfast_orders_total{status="payment-pending"} 0'));
  assert.ok(page.includes('order_breaker_calls_total{outcome="success"} 0'));
  assert.equal((await place()).status, "ORDER_STATUS_CONFIRMED");
});

test("a payment method that Payment does not know leaves the order with a person, and charges nothing", async (t) => {
  const { place, get } = await both(t);
  const placed = await place({ paymentMethod: "pm_of_nobody" });
  assert.equal(placed.status, "ORDER_STATUS_NEEDS_REVIEW");
  assert.match(placed.message, /a person/);
  assert.deepEqual(await get(placed.orderId), placed);
});

test("a client sees its own orders only, and its idempotency keys are its own", async (t) => {
  const { place, get, cancel, change, watch } = await both(t);
  const mine = await place({ idempotencyKey: "first" }, "shop-1");
  const others = await place({ idempotencyKey: "first", quantity: 1 }, "shop-2");
  assert.notEqual(mine.orderId, others.orderId);
  const unknown = refused("NOT_FOUND", /you have no order/, "UNKNOWN_ORDER");
  await assert.rejects(get(mine.orderId, "shop-2"), unknown);
  await assert.rejects(cancel(mine.orderId, "shop-2"), unknown);
  await assert.rejects(change(mine.orderId, "pm_card_mastercard", "shop-2"), unknown);
  await assert.rejects(watch(mine.orderId, "shop-2").next(), unknown);
  assert.equal((await get(mine.orderId, "shop-1")).quantity, 2);
});

test("too many calls are refused before anything is written, with the time to wait", async (t) => {
  const { place, orderLive, logged, metrics } = await both(t);
  orderLive.write(JSON.stringify({ rateLimit: { perClient: { ratePerSecond: 0.001, burst: 1 } } }));
  await logged("live settings taken over");
  await place();
  await assert.rejects(place(), refused("RESOURCE_EXHAUSTED", /nothing was done/, "CLIENT_RATE"));
  assert.ok((await metrics()).includes('holdfast_orders_total{status="payment-pending"} 1'));
});
