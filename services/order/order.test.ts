import assert from "node:assert/strict";
import { test } from "node:test";
import { messageOf, type OrderState } from "./order.ts";

const message = (state: OrderState) =>
  messageOf({ orderId: "o-1", total: { currencyCode: "EUR", amountMinor: 1_450 }, state });

test("a confirmed order is said to be paid", () => {
  assert.equal(message({ status: "confirmed" }), "Your order is confirmed and paid.");
});

test("a declined order says that nothing was charged, and why where Payment says so", () => {
  assert.match(
    message({ status: "declined", reason: "card-declined" }),
    /^Your payment was declined, and nothing was charged/,
  );
  assert.match(
    message({ status: "declined", reason: "insufficient-funds" }),
    /for insufficient funds, and nothing was/,
  );
});

test("a pending order says whether it may have been charged", () => {
  assert.match(message({ status: "payment-pending", charged: "no" }), /not paid, and nothing was charged/);
  assert.match(
    message({ status: "payment-pending", charged: "unknown" }),
    /may or may not have been charged.*order o-1/,
  );
});

test("no message promises that a pending order is paid for later: nothing here does that", () => {
  for (const charged of ["no", "unknown"] as const)
    assert.doesNotMatch(message({ status: "payment-pending", charged }), /we will|later|settle|retry/i);
});
