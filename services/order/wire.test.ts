import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import type { OrderState } from "./order.ts";
import type { Listed } from "./orders.ts";
import { refused } from "./test-order.ts";
import { someOrder } from "./test-orders.ts";
import { readOrderId, readPaymentMethod, readPlaceOrder, writeOrder } from "./wire.ts";

const request = { productId: "espresso-beans", quantity: 2, paymentMethod: "pm_card_visa", idempotencyKey: "" };

test("a request that can be right is taken as it is; an empty key is none", () => {
  assert.deepEqual(readPlaceOrder(request), { ...request, idempotencyKey: undefined });
  const idempotencyKey = "~".repeat(255);
  assert.deepEqual(readPlaceOrder({ ...request, idempotencyKey }), { ...request, idempotencyKey });
});

test("each field that cannot be right is named, with what it must be", () => {
  const wrong: [Partial<typeof request>, RegExp][] = [
    [{ productId: "" }, /^product_id is missing/],
    [{ quantity: 0 }, /^quantity is 0: must be 1 or more/],
    [{ quantity: -3 }, /^quantity is -3/],
    [{ quantity: Number.NaN }, /^quantity is NaN/],
    [{ paymentMethod: "" }, /^payment_method is missing/],
    [{ paymentMethod: "pm card" }, /^payment_method must be 1 to 255 printable/],
    [{ paymentMethod: "pm_\u0000" }, /^payment_method must be/],
    [{ paymentMethod: "m".repeat(256) }, /^payment_method must be/],
    [{ idempotencyKey: "a key" }, /^idempotency_key must be at most 255 printable/],
    [{ idempotencyKey: "schlüssel" }, /^idempotency_key must be/],
    [{ idempotencyKey: "line\n" }, /^idempotency_key must be/],
    [{ idempotencyKey: "k".repeat(256) }, /^idempotency_key must be/],
  ];
  for (const [field, message] of wrong)
    assert.throws(() => readPlaceOrder({ ...request, ...field }), refused("INVALID_ARGUMENT", message));
});

test("a payment method is never repeated: it may be a card number by mistake", () => {
  const message = /^(?!.*4242)payment_method must be/;
  assert.throws(() => readPaymentMethod("4242 4242 4242 4242"), refused("INVALID_ARGUMENT", message));
});

test("an order's id is a UUID in any case; nothing else gets as far as the database", () => {
  const orderId = randomUUID();
  assert.equal(readOrderId(orderId.toUpperCase()), orderId);
  for (const other of ["", "o-1", `${orderId}0`, ` ${orderId}`, `${orderId}\n`, orderId.replaceAll("-", "")])
    assert.throws(() => readOrderId(other), refused("INVALID_ARGUMENT", /^order_id must be a UUID/));
});

const listed = (state: OrderState): Listed => {
  const total = { currencyCode: "JPY", amountMinor: Number.MAX_SAFE_INTEGER };
  const order = { ...someOrder({ orderId: "o-1", total }), revision: 7, state };
  return { order, nextAttemptAt: new Date(1_700_000_000_123) };
};

test("an order goes out with its amount as text, which no reader rounds, and without its payment method", () => {
  const { message, ...wire } = writeOrder(listed({ status: "confirmed", despiteChange: false }));
  assert.deepEqual(wire, {
    orderId: "o-1",
    total: { currencyCode: "JPY", amountMinor: "9007199254740991" },
    status: "ORDER_STATUS_CONFIRMED",
    productId: "grinder",
    quantity: 2,
    revision: "7",
  });
  assert.match(message ?? "", /confirmed/);
});

test("a pending order says what it waits for and when that is due", () => {
  const action = { kind: "change", paymentMethod: "pm_card_mastercard" } as const;
  const wire = writeOrder(listed({ status: "payment-pending", action, charged: "unknown" }));
  assert.equal(wire.pendingAction, "PENDING_ACTION_CHANGE_PAYMENT_METHOD");
  assert.deepEqual(wire.nextAttemptAt, { seconds: "1700000000", nanos: 123_000_000 });
  assert.doesNotMatch(JSON.stringify(wire), /pm_card/);
});
