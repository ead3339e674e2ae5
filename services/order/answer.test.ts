/** What Order answers while Payment takes its time, over a real connection. Without a database: outage.test.ts. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { testPostgres } from "../../local/test-postgres.ts";
import type { ProcessPaymentResponse } from "../../proto/gen/payment/v1/ProcessPaymentResponse.ts";
import type { VoidPaymentResponse } from "../../proto/gen/payment/v1/VoidPaymentResponse.ts";
import { RpcError } from "../shared/rpc-error.ts";
import { testFolder } from "../shared/test-folder.ts";
import { APPROVED, scriptedPayment, VOIDED } from "./scripted-payment.ts";
import { refused, testOrder, until } from "./test-order.ts";

const postgres = await testPostgres();

/** A client's deadline: room for a busy machine, and far from Payment's. */
const IMPATIENT_MS = 1_500;

/** An Order that gives Payment as long as the test takes, and a Payment that answers when it is told to. */
async function patient(t: TestContext, { live = {}, pollMs = 5_000 }: { live?: object; pollMs?: number } = {}) {
  const liveSettingsFile = path.join(testFolder(), "settings.json");
  writeFileSync(liveSettingsFile, JSON.stringify({ breaker: { callDeadlineMs: 30_000 }, ...live }));
  const payment = await scriptedPayment(t);
  const charged = Promise.withResolvers<ProcessPaymentResponse>();
  payment.charge = () => charged.promise;
  // Otherwise a test that fails would wait for it.
  t.after(() => charged.resolve(APPROVED));
  const databaseUrl = await postgres.newDatabase();
  // Seldom enough to leave the tests' orders to their requests, unless a test wants settlement.
  const settings = { liveSettingsFile, settlement: { pollMs } };
  const order = await testOrder(t, { databaseUrl, target: payment.target, settings });
  return { ...order, payment, charged };
}

test("a client whose deadline is nearer is told in time that its order is pending, and the charge goes on", async (t) => {
  const { place, get, payment, charged } = await patient(t);
  const placed = await place({}, "shop", { deadlineMs: IMPATIENT_MS });
  assert.equal(placed.status, "ORDER_STATUS_PAYMENT_PENDING");
  assert.match(placed.message, /do not know yet/);
  charged.resolve(APPROVED);
  await until("the charge", async () => (await get(placed.orderId)).status === "ORDER_STATUS_CONFIRMED");
  assert.equal(payment.charges.length, 1);
});

test("a client that hangs up changes nothing: its order is charged, and its key finds it", async (t) => {
  const { place, payment, charged } = await patient(t);
  const hungUp = new AbortController();
  const wish = { idempotencyKey: "k" };
  const placing = place(wish, "shop", { signal: hungUp.signal });
  await until("a charge", () => payment.charges.length === 1);
  hungUp.abort();
  await assert.rejects(placing, refused("CANCELLED", /./));
  charged.resolve(APPROVED);
  await until("a paid order", async () => (await place(wish)).status === "ORDER_STATUS_CONFIRMED");
  assert.equal(payment.charges.length, 1);
});

test("20 at once with one key are one order and one charge, and the same key for another order is refused", async (t) => {
  const { place, payment, charged } = await patient(t);
  const wish = { idempotencyKey: "k" };
  let answered = 0;
  const placing = Array.from({ length: 20 }, () => place(wish).finally(() => answered++));
  await until("19 answers while the charge is under way", () => answered === 19);
  charged.resolve(APPROVED);
  const orders = await Promise.all(placing);
  assert.equal(new Set(orders.map(({ orderId }) => orderId)).size, 1);
  assert.equal(orders.filter(({ status }) => status === "ORDER_STATUS_CONFIRMED").length, 1);
  assert.equal(payment.charges.length, 1);
  const mismatch = refused(
    "ALREADY_EXISTS",
    /^idempotency_key was used for an order of something else/,
    "IDEMPOTENCY_KEY_REUSED",
  );
  await assert.rejects(place({ ...wish, quantity: 3 }), mismatch);
});

test("an orderly stop waits for charges whose clients have hung up", async (t) => {
  const { place, close, payment, charged, lines } = await patient(t);
  const { orderId } = await place({}, "shop", { deadlineMs: IMPATIENT_MS });
  const closing = close();
  charged.resolve(APPROVED);
  await closing;
  assert.ok(lines.some((line) => line.includes(orderId) && line.includes('"confirmed"')));
  assert.equal(payment.charges.length, 1);
});

test("more charges than there is room for are refused before anything is written", async (t) => {
  const { place, cancel, metrics } = await patient(t, { live: { loadShedding: { maxWrites: 1 } } });
  // Its call has ended; its charge has not.
  const { orderId } = await place({}, "shop", { deadlineMs: IMPATIENT_MS });
  const full = refused("RESOURCE_EXHAUSTED", /nothing was done/, "CHARGES_UNDER_WAY");
  await assert.rejects(place(), full);
  await assert.rejects(cancel(orderId), full);
  assert.ok((await metrics()).includes('holdfast_orders_total{status="payment-pending"} 1'));
});

test("an order whose charge is unknown is cancelled with a void, and a late charge is given back", async (t) => {
  const results: [VoidPaymentResponse, RegExp][] = [
    [VOIDED, /cancelled, and nothing was charged/],
    [{ result: "VOID_RESULT_REVERSED" }, /has been given back/],
  ];
  for (const [result, message] of results) {
    const { place, cancel, payment } = await patient(t);
    payment.charge = () => Promise.reject(new RpcError("UNAVAILABLE", "lost"));
    payment.void = async () => result;
    const { orderId } = await place();
    const cancelled = await cancel(orderId);
    assert.equal(cancelled.status, "ORDER_STATUS_CANCELLED");
    assert.match(cancelled.message, message);
    assert.deepEqual(payment.voids, [{ idempotencyKey: `${orderId}/1`, reverse: true }]);
    assert.deepEqual(await cancel(orderId), cancelled);
  }
});

test("a method is changed once the old one is void, under a key of its own; one that was charged stays", async (t) => {
  const { place, change, payment } = await patient(t);
  payment.charge = () => Promise.reject(new RpcError("DEADLINE_EXCEEDED", "lost"));
  const { orderId } = await place();
  payment.charge = async () => APPROVED;
  const changed = await change(orderId, "pm_card_mastercard");
  assert.equal(changed.status, "ORDER_STATUS_CONFIRMED");
  assert.deepEqual(payment.voids, [{ idempotencyKey: `${orderId}/1`, reverse: false }]);
  const { paymentMethod, idempotencyKey } = payment.charges.at(-1) ?? {};
  assert.deepEqual([paymentMethod, idempotencyKey], ["pm_card_mastercard", `${orderId}/2`]);
  await assert.rejects(change(orderId, "pm_card_visa"), refused("FAILED_PRECONDITION", /it is paid/, "ORDER_STATE"));

  payment.charge = () => Promise.reject(new RpcError("DEADLINE_EXCEEDED", "lost"));
  payment.void = async () => ({ result: "VOID_RESULT_ALREADY_CHARGED" });
  const late = await change((await place()).orderId, "pm_card_mastercard");
  assert.equal(late.status, "ORDER_STATUS_CONFIRMED");
  assert.match(late.message, /the earlier payment method/);
});

test("while Payment does not answer, a cancellation is kept, and the order says so", async (t) => {
  const { place, cancel, get, payment, charged } = await patient(t, { pollMs: 20 });
  const { orderId } = await place({}, "shop", { deadlineMs: IMPATIENT_MS });
  const asked = await cancel(orderId);
  assert.deepEqual([asked.status, asked.pendingAction], ["ORDER_STATUS_PAYMENT_PENDING", "PENDING_ACTION_CANCEL"]);
  assert.equal(payment.voids.length, 0, "the charge that is under way comes first");
  payment.void = async () => ({ result: "VOID_RESULT_REVERSED" });
  charged.resolve(APPROVED);
  await until("the cancellation", async () => (await get(orderId)).status === "ORDER_STATUS_CANCELLED");
  assert.match((await get(orderId)).message, /has been given back/);
});

test("who watches an order sees it settled, and is sent elsewhere when the replica stops", async (t) => {
  const { place, watch, close, charged } = await patient(t);
  const { orderId } = await place({}, "shop", { deadlineMs: IMPATIENT_MS });
  const settled = watch(orderId);
  assert.equal((await settled.next()).value?.status, "ORDER_STATUS_PAYMENT_PENDING");
  charged.resolve(APPROVED);
  const statuses: string[] = [];
  for await (const { status } of settled) statuses.push(status);
  assert.deepEqual(statuses, ["ORDER_STATUS_CONFIRMED"]);

  const poisoned = await patient(t);
  poisoned.payment.charge = () => Promise.reject(new RpcError("INVALID_ARGUMENT", "no such method"));
  const inReview = poisoned.watch((await poisoned.place()).orderId);
  await inReview.next();
  const next = inReview.next();
  await Promise.all([assert.rejects(next, refused("UNAVAILABLE", /shutting down/)), poisoned.close()]);
  await close();
});
