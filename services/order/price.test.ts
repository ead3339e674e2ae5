import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { priceOf } from "./price.ts";

const catalogue = { currencyCode: "EUR", unitPricesMinor: { beans: 1_450 } };

test("the total is quantity times unit price, in minor units of the catalogue's currency", () => {
  assert.deepEqual(priceOf(catalogue, "beans", 3), {
    kind: "priced",
    total: { currencyCode: "EUR", amountMinor: 4_350 },
  });
});

test("a product that is not in the catalogue has no price, whatever objects inherit", () => {
  for (const productId of ["unicorn", "constructor", "toString", "__proto__", ""])
    assert.deepEqual(priceOf(catalogue, productId, 1), { kind: "unknown-product" });
});

test("every total is exact, or refused as too large", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 2 ** 31 - 1 }), (unitPrice, quantity) => {
      const price = priceOf({ currencyCode: "EUR", unitPricesMinor: { it: unitPrice } }, "it", quantity);
      const exact = BigInt(unitPrice) * BigInt(quantity);
      if (exact > BigInt(Number.MAX_SAFE_INTEGER)) assert.equal(price.kind, "too-large");
      else assert.equal(price.kind === "priced" && BigInt(price.total.amountMinor), exact);
    }),
  );
});

test("the largest safe integer is priced, and the next one refused", () => {
  const kindOf = (unitPrice: number, quantity: number) =>
    priceOf({ currencyCode: "EUR", unitPricesMinor: { it: unitPrice } }, "it", quantity).kind;
  assert.equal(441_650_591 * 20_394_401, Number.MAX_SAFE_INTEGER);
  assert.equal(kindOf(441_650_591, 20_394_401), "priced");
  assert.equal(kindOf(2 ** 26, 2 ** 27), "too-large");
});
