import assert from "node:assert/strict";
import { test } from "node:test";
import { fingerprintOf } from "./fingerprint.ts";

const request = { productId: "beans", quantity: 2, paymentMethod: "pm_card_visa" };
const hex = (changes: Partial<typeof request> = {}) => fingerprintOf({ ...request, ...changes }).toString("hex");

test("the fingerprint of a request is what older releases have written down", () => {
  assert.equal(hex(), "54438288eda1476ea316f1d86392e4eef45754767a89c7c6de48f2f25b6a08fb");
});

test("each part of a request counts, and none can run into the next", () => {
  const all = [hex(), hex({ productId: "bean" }), hex({ quantity: 3 }), hex({ paymentMethod: "pm_card_slow" })];
  all.push(hex({ productId: 'beans",2,"pm' }), hex({ productId: "beans", paymentMethod: '2,"pm_card_visa' }));
  assert.equal(new Set(all).size, all.length);
});
