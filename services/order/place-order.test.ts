import assert from "node:assert/strict";
import { test } from "node:test";
import type { Charge, ChargeResult } from "./charge.ts";
import { placeOrder } from "./place-order.ts";

const catalogue = { currencyCode: "EUR", unitPricesMinor: { beans: 1_450 } };
const total = { currencyCode: "EUR", amountMinor: 2_900 };

async function place(result: ChargeResult | Error, wish: { productId?: string; quantity?: number } = {}) {
  const charges: Charge[] = [];
  const charge = async (charge: Charge) => {
    charges.push(charge);
    if (result instanceof Error) throw result;
    return result;
  };
  const request = { productId: "beans", quantity: 2, paymentMethod: "pm_card_visa", ...wish };
  const placed = await placeOrder({ catalogue, newOrderId: () => "o-1", charge }, request);
  return { placed, charges };
}

test("an order is charged once, its total, under a key of its own", async () => {
  const { placed, charges } = await place({ kind: "approved" });
  assert.deepEqual(placed, { kind: "placed", order: { orderId: "o-1", total, state: { status: "confirmed" } } });
  assert.deepEqual(charges, [{ amount: total, paymentMethod: "pm_card_visa", idempotencyKey: "o-1/1" }]);
});

test("each end of the charge has its state of the order", async () => {
  const stateAfter = async (result: ChargeResult) => {
    const { placed } = await place(result);
    return placed.kind === "placed" ? placed.order.state : placed;
  };
  assert.deepEqual(await stateAfter({ kind: "declined", reason: "insufficient-funds" }), {
    status: "declined",
    reason: "insufficient-funds",
  });
  assert.deepEqual(await stateAfter({ kind: "refused" }), { status: "payment-pending", charged: "no" });
  assert.deepEqual(await stateAfter({ kind: "unknown" }), { status: "payment-pending", charged: "unknown" });
});

test("what Payment rejects is no order", async () => {
  const rejected = { kind: "rejected", why: "no such payment method" } as const;
  assert.deepEqual((await place(rejected)).placed, rejected);
});

test("what has no price is not charged", async () => {
  const unknown = await place({ kind: "approved" }, { productId: "unicorn" });
  assert.deepEqual(unknown, { placed: { kind: "unknown-product" }, charges: [] });
  const tooLarge = await place({ kind: "approved" }, { quantity: Number.MAX_SAFE_INTEGER });
  assert.deepEqual(tooLarge, { placed: { kind: "too-large" }, charges: [] });
});

test("a fault of ours is an error, not a pending order", async () => {
  await assert.rejects(place(new TypeError("ours")), /ours/);
});
