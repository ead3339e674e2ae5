import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcError } from "../shared/rpc-error.ts";
import { readRequest, writeOrder } from "./wire.ts";

const request = { productId: "espresso-beans", quantity: 2, paymentMethod: "pm_card_visa" };

test("a request that can be right is taken as it is", () => {
  assert.deepEqual(readRequest(request), request);
});

test("each field that cannot be right is named, with what it must be", () => {
  const refused: [Partial<typeof request>, RegExp][] = [
    [{ productId: "" }, /^product_id is missing/],
    [{ quantity: 0 }, /^quantity is 0: must be 1 or more/],
    [{ quantity: -3 }, /^quantity is -3/],
    [{ quantity: Number.NaN }, /^quantity is NaN/],
    [{ paymentMethod: "" }, /^payment_method is missing/],
    [{ paymentMethod: "pm card" }, /^payment_method must be 1 to 255 printable/],
    [{ paymentMethod: "pm_\u0000" }, /^payment_method must be/],
    [{ paymentMethod: "m".repeat(256) }, /^payment_method must be/],
  ];
  for (const [field, message] of refused)
    assert.throws(
      () => readRequest({ ...request, ...field }),
      (error) => error instanceof RpcError && error.code === "INVALID_ARGUMENT" && message.test(error.message),
    );
});

test("a payment method is never repeated: it may be a card number by mistake", () => {
  assert.throws(
    () => readRequest({ ...request, paymentMethod: "4242 4242 4242 4242" }),
    (error) => error instanceof RpcError && !error.message.includes("4242"),
  );
});

test("an order goes out with its amount as text, which no reader rounds", () => {
  const total = { currencyCode: "JPY", amountMinor: Number.MAX_SAFE_INTEGER };
  const { message, ...wire } = writeOrder({ orderId: "o-1", total, state: { status: "confirmed" } });
  assert.deepEqual(wire, {
    orderId: "o-1",
    total: { currencyCode: "JPY", amountMinor: "9007199254740991" },
    status: "ORDER_STATUS_CONFIRMED",
  });
  assert.match(message ?? "", /confirmed/);
});
