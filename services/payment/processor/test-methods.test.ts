import assert from "node:assert/strict";
import { test } from "node:test";
import { decide, isTestMethod, TEST_METHODS } from "./test-methods.ts";

test("a test method is decided as its name says", () => {
  const declined = (reason: string) => ({ decision: { state: "declined", reason }, afterMs: 0 });
  const approved = { decision: { state: "approved" }, afterMs: 0 };
  assert.deepEqual(Object.fromEntries(TEST_METHODS.map((method) => [method, decide(method)])), {
    pm_card_visa: approved,
    pm_card_mastercard: approved,
    pm_card_slow: { ...approved, afterMs: 5_000 },
    pm_card_declined: declined("card-declined"),
    pm_card_insufficient_funds: declined("insufficient-funds"),
    pm_card_expired: declined("card-expired"),
  });
  assert.ok(TEST_METHODS.every(isTestMethod));
});

test("any other method is unknown, also one that every object has a property for, and would be declined", () => {
  for (const method of ["", "PM_CARD_VISA", "pm_card_visa ", "constructor", "__proto__"]) {
    assert.ok(!isTestMethod(method));
    assert.equal(decide(method).decision.state, "declined");
  }
});
