/** Order and Payment as they are, in one process, over real connections. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { credentials } from "@grpc/grpc-js";
import { OrderClient, orderService } from "../../proto/contracts.ts";
import type { PlaceOrderRequest } from "../../proto/gen/order/v1/PlaceOrderRequest.ts";
import { startPayment } from "../payment/app.ts";
import { PaymentSettings } from "../payment/settings.ts";
import { createLog } from "../shared/log.ts";
import { call } from "../shared/rpc-client.ts";
import { RpcError, type StatusName } from "../shared/rpc-error.ts";
import { startOrder } from "./app.ts";
import type { CallEvent } from "./breaker/call-event.ts";
import { readCallEvents } from "./breaker/read-call-events.ts";
import { OrderSettings } from "./settings.ts";

const SOON = { deadlineMs: 10_000 };
/** Ends within a field. */
const NO_MESSAGE = Buffer.from([0x0a, 0xff]);
const FREE_PORTS = { listen: { port: 0 }, metrics: { port: 0 }, drainMs: 1_000 };

/** A folder as the kubelet mounts a ConfigMap: each write is a new folder, and one swap of the link `..data`. */
function configMap(t: TestContext, content: unknown) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "holdfast-live-"));
  t.after(() => rmSync(folder, { recursive: true }));
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

/** A log that can be waited on. */
function watchedLog(service: string) {
  const lines: string[] = [];
  const log = createLog({ service, replica: "test", destination: { write: (line) => lines.push(line) } });
  const logged = (text: string) => until(`"${text}" in the log`, async () => lines.some((line) => line.includes(text)));
  return { log, lines, logged };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const giveUp = AbortSignal.timeout(10_000);
  while (!(await holds())) {
    assert.ok(!giveUp.aborted, `waited 10 s for ${what}`);
    await delay(5);
  }
}

type Live = { breaker?: object; chaos?: object; settings?: object };

async function both(t: TestContext, { breaker = {}, chaos = {}, settings = {} }: Live = {}) {
  const [orderLive, paymentLive] = [configMap(t, { breaker }), configMap(t, { chaos })];
  const [orderLog, paymentLog] = [watchedLog("order"), watchedLog("payment")];
  const payment = await startPayment({
    settings: PaymentSettings.parse({ ...FREE_PORTS, liveSettingsFile: paymentLive.file }),
    log: paymentLog.log,
    random: Math.random,
  });
  t.after(() => payment.close());
  const order = await startOrder({
    settings: OrderSettings.parse({
      ...FREE_PORTS,
      payment: { target: `dns:///127.0.0.1:${payment.port}` },
      liveSettingsFile: orderLive.file,
      ...settings,
    }),
    log: orderLog.log,
    replica: "order-1",
  });
  t.after(() => order.close());
  const client = new OrderClient(`127.0.0.1:${order.port}`, credentials.createInsecure());
  t.after(() => client.close());

  const wish = { productId: "espresso-beans", quantity: 2, paymentMethod: "pm_card_visa" };
  const place = (changes: PlaceOrderRequest = {}) =>
    call(client, orderService.PlaceOrder, { ...wish, ...changes }, SOON);
  const metricsOf = async (app: { metricsPort: number }) =>
    (await (await fetch(`http://127.0.0.1:${app.metricsPort}/metrics`)).text()).split("\n");
  return { order, payment, orderLive, paymentLive, orderLog, paymentLog, client, place, metricsOf };
}

test("an order that is paid for is confirmed, with its exact total", async (t) => {
  const { place, order, metricsOf } = await both(t);
  const { orderId, ...rest } = await place();
  assert.match(orderId, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  assert.deepEqual(rest, {
    total: { currencyCode: "EUR", amountMinor: "2900" },
    status: "ORDER_STATUS_CONFIRMED",
    message: "Your order is confirmed and paid.",
  });
  const metrics = await metricsOf(order);
  assert.ok(metrics.includes('order_placed_total{status="confirmed"} 1'));
  assert.ok(metrics.includes('order_breaker_calls_total{outcome="success"} 1'));
});

test("a declined payment is an answer with its reason, and a success to the breaker", async (t) => {
  const { place, order, metricsOf } = await both(t);
  const answer = await place({ paymentMethod: "pm_card_insufficient_funds" });
  assert.equal(answer.status, "ORDER_STATUS_DECLINED");
  assert.match(answer.message, /insufficient funds/);
  assert.ok((await metricsOf(order)).includes('order_breaker_calls_total{outcome="success"} 1'));
});

test("while Payment fails, orders are pending; once the breaker is open, Payment is left alone", async (t) => {
  const chaos = { abort: { code: "UNAVAILABLE", percentage: 100 } };
  const { place, order, payment, metricsOf } = await both(t, { chaos, breaker: { minRequests: 3 } });
  for (const message of [/may or may not/, /may or may not/, /may or may not/, /nothing was charged/]) {
    const answer = await place();
    assert.equal(answer.status, "ORDER_STATUS_PAYMENT_PENDING");
    assert.match(answer.message, message);
  }
  assert.ok((await metricsOf(payment)).includes('payment_faults_total{kind="abort"} 3'));
  const metrics = await metricsOf(order);
  for (const line of [
    'order_breaker_state{state="open"} 1',
    'order_breaker_calls_total{outcome="failure"} 3',
    'order_breaker_calls_total{outcome="refused"} 1',
    'order_placed_total{status="payment-pending"} 4',
  ])
    assert.ok(metrics.includes(line), `${line} is not in the metrics`);
});

test("an order does not wait for a slow Payment past the deadline of its charge", async (t) => {
  const { place } = await both(t, {
    chaos: { delay: { ms: 60_000 } },
    breaker: { callDeadlineMs: 50 },
  });
  const started = performance.now();
  const answer = await place();
  const took = performance.now() - started;
  assert.equal(answer.status, "ORDER_STATUS_PAYMENT_PENDING");
  assert.match(answer.message, /may or may not have been charged/);
  // Far from the delay, with room for a busy machine.
  assert.ok(took >= 45 && took < 2_000, `it took ${took} ms`);
});

test("a Payment that is not there leaves an order pending", async (t) => {
  // Port 1 has no listener.
  const { place } = await both(t, { settings: { payment: { target: "dns:///127.0.0.1:1" } } });
  assert.equal((await place()).status, "ORDER_STATUS_PAYMENT_PENDING");
});

test("chaos and thresholds change while both run: an outage ends, and the breaker closes again", async (t) => {
  const { place, paymentLive, paymentLog, orderLive, orderLog, order, metricsOf } = await both(t, {
    chaos: { abort: { percentage: 100 } },
    breaker: { minRequests: 1 },
  });
  await place();
  assert.match((await place()).message, /nothing was charged/);

  paymentLive.write(JSON.stringify({ chaos: {} }));
  await paymentLog.logged("live settings taken over");
  orderLive.write(JSON.stringify({ breaker: { minRequests: 1, maxRequests: 2, openMs: 100, callDeadlineMs: 50 } }));
  await orderLog.logged("live settings taken over");
  await until("a confirmed order", async () => (await place()).status === "ORDER_STATUS_CONFIRMED");
  assert.equal((await place()).status, "ORDER_STATUS_CONFIRMED");
  assert.ok((await metricsOf(order)).includes('order_breaker_state{state="closed"} 1'));
});

test("live settings that cannot be used change nothing, and the log and a metric say so", async (t) => {
  const { place, orderLive, orderLog, order, metricsOf } = await both(t, {
    chaos: { abort: { percentage: 100 } },
    breaker: { minRequests: 1 },
  });
  orderLive.write(JSON.stringify({ breaker: { failureRatio: 1.5 } }));
  await orderLog.logged("`breaker.failureRatio` is 1.5: must be greater than 0 and at most 1");
  assert.ok((await metricsOf(order)).includes("holdfast_live_settings_errors_total 1"));
  await place();
  assert.match((await place()).message, /nothing was charged/, "minRequests is 1 as before");
});

test("with an events file every charge is on record, with the faults that Order was told of", async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "holdfast-events-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const eventsFile = path.join(folder, "calls.jsonl");
  const { place, order, orderLive, orderLog } = await both(t, {
    chaos: { abort: { percentage: 100 } },
    breaker: { minRequests: 1 },
    settings: { eventsFile },
  });
  orderLive.write(JSON.stringify({ breaker: { minRequests: 1 }, faultsInForce: ["abort"] }));
  await orderLog.logged("live settings taken over");
  const before = Date.now();
  await place();
  await place();
  await order.close();
  const events: CallEvent[] = [];
  for await (const event of readCallEvents(eventsFile)) events.push(event);
  const [failed, refused, ...more] = events;
  assert.ok(failed && refused && more.length === 0);
  assert.ok(Math.abs(failed.at - before) < 10_000, `${failed.at} is not the time of the call`);
  assert.deepEqual([failed.admitted, failed.verdict, failed.replica], [true, "failure", "order-1"]);
  assert.deepEqual(
    [refused.admitted, refused.reason, refused.verdict, refused.state],
    [false, "open", undefined, "open"],
  );
  assert.deepEqual(refused.faults, ["abort"]);
});

test("what cannot be an order is refused with a sentence, charges nothing, and the service goes on", async (t) => {
  const catalogue = { unitPricesMinor: { "espresso-beans": 1_450, villa: 1_000_000_000 } };
  const { place, client, payment, metricsOf } = await both(t, { settings: { catalogue } });
  const refused: [PlaceOrderRequest, StatusName, RegExp][] = [
    [{ productId: "" }, "INVALID_ARGUMENT", /^product_id is missing/],
    [{ productId: "unicorn" }, "NOT_FOUND", /^product_id is "unicorn": not in the catalogue/],
    [{ productId: "__proto__" }, "NOT_FOUND", /__proto__/],
    [{ productId: "beans\0" }, "NOT_FOUND", /"beans\\u0000"/],
    // Half a surrogate pair, which could not travel in a status.
    [{ productId: "\ud800" }, "NOT_FOUND", /not in the catalogue/],
    [{ productId: "x".repeat(10_000) }, "NOT_FOUND", /^.{1,200}$/],
    [{ quantity: 0 }, "INVALID_ARGUMENT", /^quantity is 0/],
    [{ quantity: -1 }, "INVALID_ARGUMENT", /^quantity is -1/],
    [{ productId: "villa", quantity: 2 ** 31 - 1 }, "INVALID_ARGUMENT", /the total would be too large/],
    [{ paymentMethod: "" }, "INVALID_ARGUMENT", /^payment_method is missing/],
    [{ paymentMethod: "pm_of_nobody" }, "INVALID_ARGUMENT", /payment_method/],
  ];
  for (const [changes, code, message] of refused)
    await assert.rejects(place(changes), (error) => {
      assert.ok(error instanceof RpcError);
      assert.deepEqual([error.code, message.test(error.message)], [code, true], error.message);
      return true;
    });
  await assert.rejects(call(client, { ...orderService.PlaceOrder, requestSerialize: () => NO_MESSAGE }, {}, SOON));
  // All but the last were refused before Payment was asked.
  const asked = (await metricsOf(payment)).find((line) => line.startsWith("grpc_server_handled_total"));
  assert.match(asked ?? "", /ProcessPayment.*INVALID_ARGUMENT.* 1$/);
  assert.equal((await place()).status, "ORDER_STATUS_CONFIRMED");
});
