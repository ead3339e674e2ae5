import assert from "node:assert/strict";
import { test } from "node:test";
import { messageOf } from "./message.ts";
import type { OrderState, PendingAction } from "./order.ts";
import { someOrder } from "./test-orders.ts";

const message = (state: OrderState) =>
  messageOf({
    order: { ...someOrder({ orderId: "o-1" }), state },
    nextAttemptAt: new Date("2026-03-01T14:05:09.876Z"),
  });

const pending = (action: PendingAction, charged: "no" | "unknown" = "unknown") =>
  message({ status: "payment-pending", action, charged });

const CHANGE: PendingAction = { kind: "change", paymentMethod: "pm_card_mastercard" };

test("a confirmed order is said to be paid, and with which method if that was to be changed", () => {
  assert.equal(message({ status: "confirmed", despiteChange: false }), "Your order is confirmed and paid.");
  assert.match(message({ status: "confirmed", despiteChange: true }), /paid, with the earlier payment method/);
});

test("a declined order says that nothing was charged, and why where Payment says so", () => {
  assert.match(message({ status: "declined", reason: "card-declined" }), /^Your payment was declined, and nothing was/);
  assert.match(
    message({ status: "declined", reason: "insufficient-funds" }),
    /for insufficient funds, and nothing was/,
  );
});

test("a cancelled order says where the money is", () => {
  assert.match(message({ status: "cancelled", reversed: false }), /nothing was charged/);
  assert.match(message({ status: "cancelled", reversed: true }), /has been given back/);
});

test("a pending order promises to be settled, says whether it may have been charged, and when the next try is due", () => {
  assert.match(pending({ kind: "charge" }, "no"), /nothing was charged: we will charge you once/);
  assert.match(pending({ kind: "charge" }), /do not know yet .* charged once at most\. Please do not order again/);
  assert.match(pending({ kind: "cancel" }), /being cancelled.*get that back/);
  assert.match(pending(CHANGE), /being changed.*charged once at most/);
  for (const text of [pending({ kind: "charge" }, "no"), pending({ kind: "cancel" }), pending(CHANGE)])
    assert.match(text, / The next try is due at 2026-03-01 14:05:09 UTC\.$/);
});

test("of a charge that may have been made, no message says that nothing was charged", () => {
  for (const action of [{ kind: "charge" }, { kind: "cancel" }, CHANGE] as const)
    assert.doesNotMatch(pending(action), /nothing was charged/);
  for (const reason of ["request-rejected", "key-mismatch", "too-many-tries"] as const)
    assert.doesNotMatch(message({ status: "needs-review", reason, action: { kind: "charge" } }), /charged/);
});

test("an order in review names itself, for the customer who calls", () => {
  assert.match(message({ status: "needs-review", reason: "key-void", action: { kind: "charge" } }), /order o-1/);
});

test("no message tells a payment method", () => {
  assert.doesNotMatch(pending(CHANGE), /pm_card/);
});
