import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { pino } from "pino";
import { RpcError } from "../shared/rpc-error.ts";
import { Breaker } from "./breaker/breaker.ts";
import { BreakerSettings } from "./breaker/settings.ts";
import { VERDICT_OF_STATUS, verdictOf } from "./breaker/verdict.ts";
import { NO_ANSWER_OF_STATUS, paymentCalls } from "./call-payment.ts";
import type { Charged, Voided } from "./charge.ts";
import { newOrder, type Order, type PendingAction } from "./order.ts";

const order: Order = newOrder({
  orderId: "o-1",
  clientId: "shop",
  productId: "beans",
  quantity: 2,
  total: { currencyCode: "EUR", amountMinor: 2_900 },
  paymentMethod: "pm_card_visa",
});

function pending(action: PendingAction): Order {
  return { ...order, state: { status: "payment-pending", action, charged: "unknown" } };
}

type Scripted = { charged?: Charged | Error; voided?: Voided | Error };

/** Calls through a breaker that opens at the first failure; `sent` is what reached Payment. */
function calling(t: TestContext, { charged = { kind: "approved" }, voided = { kind: "voided" } }: Scripted = {}) {
  const breaker = new Breaker({ settings: BreakerSettings.parse({ minRequests: 1 }), now: () => 0, verdictOf });
  t.after(() => breaker.shutdown());
  const sent: unknown[] = [];
  const answering = <T>(answer: T | Error) => {
    return async (request: unknown, options: unknown) => {
      sent.push([request, options]);
      if (answer instanceof Error) throw answer;
      return answer;
    };
  };
  const lines: string[] = [];
  const calls = paymentCalls({
    breaker,
    payment: { charge: answering(charged), void: answering(voided) },
    callDeadlineMs: () => 700,
    log: pino({}, { write: (line) => lines.push(line) }),
  });
  return { breaker, calls, sent, lines };
}

test("a charge is of the order's total, to its method, under the key of its attempt, within Order's own deadline", async (t) => {
  const { calls, sent } = calling(t);
  assert.deepEqual(await calls.charge({ ...order, attempt: 3, revision: 7 }), { kind: "approved" });
  assert.deepEqual(sent, [
    [
      { amount: order.total, paymentMethod: "pm_card_visa", idempotencyKey: "o-1/3" },
      { deadlineMs: 700, tryNumber: 7 },
    ],
  ]);
});

test("a void gives a charge back only if the order is being cancelled", async (t) => {
  const { calls, sent } = calling(t);
  await calls.void(pending({ kind: "cancel" }));
  await calls.void(pending({ kind: "change", paymentMethod: "pm_card_mastercard" }));
  assert.deepEqual(sent, [
    [
      { idempotencyKey: "o-1/1", reverse: true },
      { deadlineMs: 700, tryNumber: 1 },
    ],
    [
      { idempotencyKey: "o-1/1", reverse: false },
      { deadlineMs: 700, tryNumber: 1 },
    ],
  ]);
});

test("what Payment answered is the result, and a success to the breaker", async (t) => {
  const charges: Charged[] = [{ kind: "approved" }, { kind: "declined", reason: "card-expired" }];
  for (const charged of charges) {
    const { calls, breaker } = calling(t, { charged });
    assert.deepEqual(await calls.charge(order), charged);
    assert.equal(breaker.state, "closed");
  }
  const voids: Voided[] = [{ kind: "voided" }, { kind: "reversed" }, { kind: "already-charged" }];
  for (const voided of voids) assert.deepEqual(await calling(t, { voided }).calls.void(order), voided);
});

test("each status is what the table says, to the order and to the breaker, and goes into the log with the key", async (t) => {
  for (const code of Object.keys(NO_ANSWER_OF_STATUS) as RpcError["code"][]) {
    const error = new RpcError(code, "no");
    const { calls, breaker, lines } = calling(t, { charged: error, voided: error });
    assert.deepEqual(await calls.charge(order), NO_ANSWER_OF_STATUS[code]);
    assert.equal(breaker.state, VERDICT_OF_STATUS[code] === "failure" ? "open" : "closed", code);
    assert.match(lines.join(), /"chargeKey":"o-1\/1"/);
    assert.doesNotMatch(lines.join(), /pm_card/);
    const { calls: others } = calling(t, { charged: error, voided: error });
    assert.deepEqual(await others.void(order), NO_ANSWER_OF_STATUS[code]);
  }
});

test("nothing is known after a failure of Payment's, and all that Payment says of a request is believed", () => {
  for (const [code, { kind }] of Object.entries(NO_ANSWER_OF_STATUS)) {
    const verdict = VERDICT_OF_STATUS[code as RpcError["code"]];
    assert.equal(kind === "unknown", verdict === "failure" || code === "CANCELLED", code);
  }
});

test("an open breaker refuses both without sending", async (t) => {
  const { calls, sent } = calling(t, { charged: new RpcError("UNAVAILABLE", "down") });
  await calls.charge(order);
  assert.deepEqual(await calls.charge(order), { kind: "refused" });
  assert.deepEqual(await calls.void(order), { kind: "refused" });
  assert.equal(sent.length, 1);
});

test("a fault of ours from before sending is an error, and no failure of Payment's", async (t) => {
  const { calls, breaker } = calling(t, { charged: new TypeError("ours") });
  await assert.rejects(calls.charge(order), TypeError);
  assert.equal(breaker.state, "closed");
});
