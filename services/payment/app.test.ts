/** Payment as a whole, over a real connection. Live chaos and both services together: services/order/app.test.ts. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { credentials } from "@grpc/grpc-js";
import { pino } from "pino";
import { PaymentClient, paymentService } from "../../proto/contracts.ts";
import type { ProcessPaymentRequest } from "../../proto/gen/payment/v1/ProcessPaymentRequest.ts";
import { call } from "../shared/rpc-client.ts";
import { startPayment } from "./app.ts";
import { PaymentSettings } from "./settings.ts";

const REQUEST: ProcessPaymentRequest = {
  amount: { currencyCode: "EUR", amountMinor: "2900" },
  paymentMethod: "pm_card_visa",
  idempotencyKey: "order-1/1",
};

async function running(t: TestContext) {
  const settings = PaymentSettings.parse({ listen: { port: 0 }, metrics: { port: 0 } });
  const payment = await startPayment({ settings, log: pino({ level: "silent" }), random: () => 0 });
  t.after(() => payment.close());
  const client = new PaymentClient(`127.0.0.1:${payment.port}`, credentials.createInsecure());
  t.after(() => client.close());
  const charge = (changes: ProcessPaymentRequest = {}) =>
    call(client, paymentService.ProcessPayment, { ...REQUEST, ...changes }, { deadlineMs: 10_000 });
  return { payment, charge };
}

test("a charge is approved, under an id of its own", async (t) => {
  const { charge } = await running(t);
  const [first, second] = await Promise.all([charge(), charge({ idempotencyKey: "order-2/1" })]);
  assert.equal(first.result, "PAYMENT_RESULT_APPROVED");
  assert.equal(first.declineReason, "DECLINE_REASON_UNSPECIFIED");
  assert.match(first.paymentId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.notEqual(first.paymentId, second.paymentId);
});

test("a declined charge is an answer with its reason", async (t) => {
  const { charge } = await running(t);
  const reasons = {
    pm_card_declined: "DECLINE_REASON_CARD_DECLINED",
    pm_card_insufficient_funds: "DECLINE_REASON_INSUFFICIENT_FUNDS",
    pm_card_expired: "DECLINE_REASON_CARD_EXPIRED",
  };
  for (const [paymentMethod, reason] of Object.entries(reasons)) {
    const { result, declineReason } = await charge({ paymentMethod });
    assert.deepEqual([result, declineReason], ["PAYMENT_RESULT_DECLINED", reason]);
  }
});

test("what cannot be charged is INVALID_ARGUMENT with a sentence that repeats no card number", async (t) => {
  const { charge } = await running(t);
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
  assert.equal((await charge({ idempotencyKey: "x".repeat(255) })).result, "PAYMENT_RESULT_APPROVED");
});

test("calls and faults can be read from the metrics page", async (t) => {
  const { payment, charge } = await running(t);
  await charge();
  await assert.rejects(charge({ paymentMethod: "" }));
  const page = await (await fetch(`http://127.0.0.1:${payment.metricsPort}/metrics`)).text();
  assert.match(page, /^grpc_server_handled_total\{.*grpc_method="ProcessPayment",grpc_code="OK"\} 1$/m);
  assert.match(page, /^grpc_server_handled_total\{.*grpc_method="ProcessPayment",grpc_code="INVALID_ARGUMENT"\} 1$/m);
  assert.match(page, /^payment_faults_total\{kind="abort"\} 0$/m);
  assert.match(page, /^holdfast_live_settings_info\{version="[0-9a-f]{12}"\} 1$/m);
});
