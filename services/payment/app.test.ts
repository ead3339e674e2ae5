/** Payment as a whole, over a real connection and on real databases. Live chaos and both services together: services/order/app.test.ts. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { credentials } from "@grpc/grpc-js";
import { ensureDatabase } from "../../local/databases.ts";
import { startPostgres } from "../../local/postgres.ts";
import { testPostgres } from "../../local/test-postgres.ts";
import { PaymentClient, paymentService } from "../../proto/contracts.ts";
import type { GetPaymentResponse__Output } from "../../proto/gen/payment/v1/GetPaymentResponse.ts";
import type { ProcessPaymentRequest } from "../../proto/gen/payment/v1/ProcessPaymentRequest.ts";
import { createLog } from "../shared/log.ts";
import { call } from "../shared/rpc-client.ts";
import { type PaymentOptions, startPayment } from "./app.ts";
import { PaymentSettings } from "./settings.ts";
import { testParties } from "./test-parties.ts";

const postgres = await testPostgres({ max_connections: "200" });
const REQUEST: ProcessPaymentRequest = {
  amount: { currencyCode: "EUR", amountMinor: "2900" },
  paymentMethod: "pm_card_visa",
  idempotencyKey: "order-1/1",
};
const SOON = { deadlineMs: 10_000 };

type Ground = { ledger: string; processor: string };

async function newGround(): Promise<Ground> {
  return { ledger: await postgres.newDatabase(), processor: await postgres.newDatabase() };
}

/** A replica; those on the same ground are two of one service. */
async function running(t: TestContext, { ground, wait }: { ground?: Ground; wait?: PaymentOptions["wait"] } = {}) {
  const databaseUrls = ground ?? (await newGround());
  const lines: string[] = [];
  const payment = await startPayment({
    settings: PaymentSettings.parse({ listen: { port: 0 }, metrics: { port: 0 }, resolveEveryMs: 10 }),
    databaseUrls,
    log: createLog({ service: "payment", replica: "test", destination: { write: (line) => lines.push(line) } }),
    replica: "payment-1",
    ...(wait && { wait }),
  });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= payment.close();
    return closed;
  };
  t.after(close);
  const client = new PaymentClient(`127.0.0.1:${payment.port}`, credentials.createInsecure());
  t.after(() => client.close());
  const idempotencyKey = "order-1/1";
  return {
    lines,
    close,
    charge: (changes: ProcessPaymentRequest = {}, limits: { deadlineMs: number; signal?: AbortSignal } = SOON) =>
      call(client, paymentService.ProcessPayment, { ...REQUEST, ...changes }, limits),
    void: (reverse: boolean, key = idempotencyKey) =>
      call(client, paymentService.VoidPayment, { idempotencyKey: key, reverse }, SOON).then(({ result }) => result),
    get: (key = idempotencyKey) =>
      call(client, paymentService.GetPayment, { idempotencyKey: key }, SOON).then(paymentOf),
    metrics: async () => (await fetch(`http://127.0.0.1:${payment.metricsPort}/metrics`)).text(),
  };
}

function paymentOf({ payment }: GetPaymentResponse__Output) {
  assert.ok(payment);
  return payment;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const giveUp = AbortSignal.timeout(10_000);
  while (!(await holds())) {
    assert.ok(!giveUp.aborted, `waited 10 s for ${what}`);
    await delay(5);
  }
}

/** A wait that a test ends, for slow methods. `asked` resolves once somebody waits. */
function gate() {
  const [asked, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const wait = (_ms: number, signal: AbortSignal) => {
    asked.resolve();
    signal.addEventListener("abort", () => opened.reject(signal.reason), { once: true });
    return opened.promise;
  };
  return { wait, asked: asked.promise, open: () => opened.resolve() };
}

test("a charge is approved, and asked for again, by any replica and after a restart, it has the same answer", async (t) => {
  const ground = await newGround();
  const [one, other] = await Promise.all([running(t, { ground }), running(t, { ground })]);
  const [first, second] = await Promise.all([one.charge(), other.charge({ idempotencyKey: "order-2/1" })]);
  assert.equal(first.result, "PAYMENT_RESULT_APPROVED");
  assert.equal(first.declineReason, "DECLINE_REASON_UNSPECIFIED");
  assert.match(first.paymentId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.notEqual(first.paymentId, second.paymentId);
  await one.close();
  const restarted = await running(t, { ground });
  for (const replica of [other, restarted]) assert.deepEqual(await replica.charge(), first);
  const { movements } = await testParties(t, ground);
  assert.equal((await movements("order-1/1")).length, 1);
});

test("a declined charge is an answer with its reason", async (t) => {
  const { charge, get } = await running(t);
  const reasons = {
    pm_card_declined: "DECLINE_REASON_CARD_DECLINED",
    pm_card_insufficient_funds: "DECLINE_REASON_INSUFFICIENT_FUNDS",
    pm_card_expired: "DECLINE_REASON_CARD_EXPIRED",
  };
  for (const [paymentMethod, reason] of Object.entries(reasons)) {
    const first = await charge({ paymentMethod, idempotencyKey: paymentMethod });
    assert.deepEqual([first.result, first.declineReason], ["PAYMENT_RESULT_DECLINED", reason]);
    assert.deepEqual(await charge({ paymentMethod, idempotencyKey: paymentMethod }), first);
    assert.deepEqual(await get(paymentMethod), {
      paymentId: first.paymentId,
      state: "PAYMENT_STATE_DECLINED",
      amount: REQUEST.amount,
      declineReason: reason,
    });
  }
});

test("what cannot be charged is INVALID_ARGUMENT with a sentence that repeats no card number, and nothing is written", async (t) => {
  const ground = await newGround();
  const { charge, get, void: makeVoid, lines } = await running(t, { ground });
  const euros = (amountMinor: string) => ({ currencyCode: "EUR", amountMinor });
  const refused: [ProcessPaymentRequest, RegExp][] = [
    [{ amount: null }, /^amount is missing/],
    [{ amount: { currencyCode: "euro", amountMinor: "1" } }, /^amount\.currency_code/],
    [{ amount: euros("0") }, /^amount\.amount_minor is 0/],
    [{ amount: euros("-5") }, /^amount\.amount_minor is -5/],
    // One more than what is exact as a number, and the most that fits on the wire.
    [{ amount: euros("9007199254740992") }, /^amount\.amount_minor is 9007199254740992/],
    [{ amount: euros("9223372036854775807") }, /^amount\.amount_minor/],
    [{ idempotencyKey: "" }, /^idempotency_key must be 1 to 255/],
    [{ idempotencyKey: "x".repeat(256) }, /^idempotency_key/],
    [{ idempotencyKey: "a\0b" }, /^idempotency_key/],
    [{ paymentMethod: "" }, /^payment_method is not known here: use one of pm_card_visa/],
    [{ paymentMethod: "4111111111111111" }, /^payment_method is not known here(?!.*4111)/],
  ];
  for (const [changes, message] of refused)
    await assert.rejects(charge(changes), { name: "RpcError", code: "INVALID_ARGUMENT", message });
  for (const key of ["", "a b", "ä"]) {
    await assert.rejects(get(key), { code: "INVALID_ARGUMENT", message: /^idempotency_key/ });
    await assert.rejects(makeVoid(true, key), { code: "INVALID_ARGUMENT", message: /^idempotency_key/ });
  }
  assert.doesNotMatch(lines.join(""), /4111/);
  const { ledger, movements } = await testParties(t, ground);
  assert.deepEqual([await ledger.query("SELECT * FROM payments"), await movements()], [[], []]);
  assert.equal((await charge({ idempotencyKey: "x".repeat(255) })).result, "PAYMENT_RESULT_APPROVED");
});

test("twenty at once with one key, on two replicas: one charge, one payment, and whoever came too soon is told to ask again", async (t) => {
  const ground = await newGround();
  const [one, other] = await Promise.all([running(t, { ground }), running(t, { ground })]);
  const calls = await Promise.allSettled(
    Array.from({ length: 20 }, (_, number) => (number % 2 === 0 ? one : other).charge()),
  );
  const answers = calls.flatMap((call) => (call.status === "fulfilled" ? [call.value.paymentId] : []));
  assert.equal(new Set(answers).size, 1);
  for (const call of calls) if (call.status === "rejected") assert.equal(call.reason.code, "ABORTED");
  const parties = await testParties(t, ground);
  assert.equal(await parties.moved("order-1/1"), "charge");
  await parties.assertAgreed();
});

test("a key that is used with another amount or method is refused", async (t) => {
  const { charge } = await running(t);
  await charge();
  for (const changes of [
    { paymentMethod: "pm_card_mastercard" },
    { amount: { currencyCode: "EUR", amountMinor: "2901" } },
    { amount: { currencyCode: "USD", amountMinor: "2900" } },
  ])
    await assert.rejects(charge(changes), { code: "ALREADY_EXISTS", message: /another amount or method/ });
});

test("a key becomes void before any charge, and a charge that comes later is refused", async (t) => {
  const { charge, get, void: makeVoid } = await running(t);
  await assert.rejects(get(), { code: "NOT_FOUND" });
  for (const reverse of [false, true, false]) assert.equal(await makeVoid(reverse), "VOID_RESULT_VOIDED");
  await assert.rejects(charge(), { code: "FAILED_PRECONDITION", message: /the key is void/ });
  const { state, amount } = await get();
  assert.deepEqual([state, amount], ["PAYMENT_STATE_VOIDED", null]);
});

test("a charge that was made stays until its reversal is asked for, and is given back once", async (t) => {
  const ground = await newGround();
  const { charge, get, void: makeVoid } = await running(t, { ground });
  const { paymentId } = await charge();
  for (let time = 0; time < 2; time++) assert.equal(await makeVoid(false), "VOID_RESULT_ALREADY_CHARGED");
  assert.equal((await get()).state, "PAYMENT_STATE_APPROVED");
  for (const reverse of [true, true, false]) assert.equal(await makeVoid(reverse), "VOID_RESULT_REVERSED");
  await assert.rejects(charge(), { code: "FAILED_PRECONDITION" });
  const payment = await get();
  assert.deepEqual([payment.paymentId, payment.state], [paymentId, "PAYMENT_STATE_REVERSED"]);
  const parties = await testParties(t, ground);
  assert.equal(await parties.moved("order-1/1"), "charge,reversal");
  await parties.assertAgreed();
});

test("a declined charge is as good as void, and stays declined", async (t) => {
  const { charge, void: makeVoid } = await running(t);
  const declined = await charge({ paymentMethod: "pm_card_declined" });
  assert.equal(await makeVoid(true), "VOID_RESULT_VOIDED");
  assert.deepEqual(await charge({ paymentMethod: "pm_card_declined" }), declined);
});

test("a slow charge is in progress until it is approved, and meanwhile nobody else gets at its key", async (t) => {
  const { wait, asked, open } = gate();
  const { charge, get, void: makeVoid } = await running(t, { wait });
  const slow = charge({ paymentMethod: "pm_card_slow" });
  await asked;
  assert.equal((await get()).state, "PAYMENT_STATE_IN_PROGRESS");
  await assert.rejects(charge({ paymentMethod: "pm_card_slow" }), { code: "ABORTED", message: /try again soon/ });
  await assert.rejects(makeVoid(true), { code: "ABORTED" });
  open();
  assert.equal((await slow).result, "PAYMENT_RESULT_APPROVED");
});

test("a charge goes on when its caller hangs up", async (t) => {
  const { wait, asked, open } = gate();
  const { charge, get } = await running(t, { wait });
  const caller = new AbortController();
  const slow = charge({ paymentMethod: "pm_card_slow" }, { ...SOON, signal: caller.signal });
  await asked;
  caller.abort();
  await assert.rejects(slow, { code: "CANCELLED" });
  open();
  await until("the charge", async () => (await get()).state === "PAYMENT_STATE_APPROVED");
});

test("a replica that stops leaves a slow charge behind, and another goes on with it once the lease is over", async (t) => {
  const ground = await newGround();
  const { wait, asked } = gate();
  const stopped = await running(t, { ground, wait });
  const caller = new AbortController();
  const slow = stopped.charge({ paymentMethod: "pm_card_slow" }, { ...SOON, signal: caller.signal });
  await asked;
  caller.abort();
  await assert.rejects(slow, { code: "CANCELLED" });
  await stopped.close();

  const other = await running(t, { ground, wait: async () => {} });
  assert.equal((await other.get()).state, "PAYMENT_STATE_IN_PROGRESS");
  const parties = await testParties(t, ground);
  await parties.expireLeases();
  await until("the resolver", async () => (await other.get()).state === "PAYMENT_STATE_APPROVED");
  assert.equal(await parties.moved("order-1/1"), "charge");
  await parties.assertAgreed();
  assert.match(await other.metrics(), /^holdfast_payments_taken_over_total\{by="resolver"\} 1$/m);
});

test("without its databases Payment answers UNAVAILABLE, and goes on by itself when they are back", async (t) => {
  const home = await mkdtemp(path.join(tmpdir(), "holdfast-payment-"));
  const folder = path.join(home, "cluster");
  let server = await startPostgres({ folder });
  for (const name of ["ledger", "processor"]) await ensureDatabase(server, name);
  const ground = { ledger: server.url("ledger"), processor: server.url("processor") };
  const { charge, get, void: makeVoid, lines, close } = await running(t, { ground });
  t.after(async () => {
    await close();
    await server.stop("orderly");
    await rm(home, { recursive: true, force: true });
  });
  const first = await charge();

  await server.stop("crash");
  // What served a connection may outlive the server by a moment.
  const isLost = () =>
    get().then(
      () => false,
      () => true,
    );
  await until("the loss", isLost);
  const refused = { code: "UNAVAILABLE", message: /cannot reach its databases now: ask again with the same key/ };
  await assert.rejects(charge(), refused);
  await assert.rejects(get(), refused);
  await assert.rejects(makeVoid(true), refused);
  assert.match(lines.join(""), /"level":"warn".*could not be served without its database/);
  assert.doesNotMatch(lines.join(""), /"level":"error"|pm_card/);

  server = await startPostgres({ folder, port: server.port });
  assert.deepEqual(await charge(), first);
});

test("calls, faults and what became of payments can be read from the metrics page", async (t) => {
  const { charge, void: makeVoid, metrics } = await running(t);
  await charge();
  await charge();
  await makeVoid(false);
  await makeVoid(true);
  await assert.rejects(charge({ paymentMethod: "" }));
  const page = await metrics();
  assert.match(page, /^grpc_server_handled_total\{.*grpc_method="ProcessPayment",grpc_code="OK"\} 2$/m);
  assert.match(page, /^grpc_server_handled_total\{.*grpc_method="ProcessPayment",grpc_code="INVALID_ARGUMENT"\} 1$/m);
  assert.match(page, /^holdfast_live_settings_info\{version="[0-9a-f]{12}"\} 1$/m);
  assert.match(page, /^holdfast_payments_settled_total\{state="approved"\} 1$/m);
  assert.match(page, /^holdfast_payments_settled_total\{state="reversed"\} 1$/m);
  assert.match(page, /^holdfast_voids_total\{result="already-charged"\} 1$/m);
  assert.match(page, /^holdfast_voids_total\{result="reversed"\} 1$/m);
  assert.match(page, /^holdfast_payments_taken_over_total\{by="call"\} 0$/m);
});
