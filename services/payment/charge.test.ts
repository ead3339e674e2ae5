import assert from "node:assert/strict";
import { test } from "node:test";
import { decideCharge } from "./charge.ts";

test("a test method is decided as its name says", () => {
  assert.deepEqual(decideCharge("pm_card_visa"), { kind: "approved" });
  assert.deepEqual(decideCharge("pm_card_mastercard"), { kind: "approved" });
  assert.deepEqual(decideCharge("pm_card_declined"), { kind: "declined", reason: "card-declined" });
  assert.deepEqual(decideCharge("pm_card_insufficient_funds"), { kind: "declined", reason: "insufficient-funds" });
  assert.deepEqual(decideCharge("pm_card_expired"), { kind: "declined", reason: "card-expired" });
});

test("any other method is unknown, also one that every object has a property for", () => {
  for (const method of ["", "PM_CARD_VISA", "pm_card_visa ", "constructor", "__proto__"])
    assert.deepEqual(decideCharge(method), { kind: "unknown-method" });
});
