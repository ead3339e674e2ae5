import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readWireMoney, showMoney, toWireMoney } from "./money.ts";

const refusal = (money: Parameters<typeof readWireMoney>[1]) => {
  try {
    readWireMoney("amount", money);
  } catch (error) {
    assert.ok(error instanceof Error && "code" in error);
    assert.equal(error.code, "INVALID_ARGUMENT");
    return error.message;
  }
  return "none";
};

test("every amount crosses the wire and comes back exact", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (amountMinor) => {
      const money = { currencyCode: "EUR", amountMinor };
      assert.deepEqual(readWireMoney("amount", toWireMoney(money)), money);
    }),
  );
});

test("the first amount that a number would round is refused, not rounded", () => {
  assert.match(
    refusal({ currencyCode: "EUR", amountMinor: "9007199254740993" }),
    /^amount\.amount_minor is 9007199254740993: must be from 1 to 9007199254740991 minor units$/,
  );
  assert.match(refusal({ currencyCode: "EUR", amountMinor: "9223372036854775807" }), /must be from 1/);
});

test("no amount, nothing and less than nothing are refused, each with its field", () => {
  assert.match(refusal(null), /^amount is missing/);
  assert.match(refusal({ currencyCode: "EUR", amountMinor: "0" }), /amount_minor is 0: must be from 1/);
  assert.match(refusal({ currencyCode: "EUR", amountMinor: "-5" }), /amount_minor is -5: must be from 1/);
});

test("a currency that is no code is refused, and what was sent in its place is not repeated", () => {
  for (const currencyCode of ["", "eur", "EURO", "4242424242424242"]) {
    assert.equal(
      refusal({ currencyCode, amountMinor: "1" }),
      "amount.currency_code must be an ISO 4217 code, like EUR",
    );
  }
});

test("money is shown with as many decimals as its currency has, and exactly", () => {
  const shown = (currencyCode: string, amountMinor: number) => showMoney({ currencyCode, amountMinor });
  assert.equal(shown("EUR", 37_800), "378.00 EUR");
  assert.equal(shown("EUR", 5), "0.05 EUR");
  assert.equal(shown("JPY", 5), "5 JPY");
  assert.equal(shown("KWD", 1_234_567), "1234.567 KWD");
  assert.equal(shown("EUR", Number.MAX_SAFE_INTEGER), "90071992547409.91 EUR");
});
