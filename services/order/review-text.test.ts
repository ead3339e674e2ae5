import assert from "node:assert/strict";
import { test } from "node:test";
import type { PendingAction, ReviewReason } from "./order.ts";
import { type InReview, reviewText } from "./review-text.ts";
import { someOrder } from "./test-orders.ts";

const now = new Date("2026-03-01T12:00:00Z");

function entry(reason: ReviewReason, action: PendingAction, minutes: number): InReview {
  const order = { ...someOrder({ orderId: "o-1" }), tries: 3, attempt: 2 };
  return {
    order: { ...order, state: { status: "needs-review", reason, action } },
    since: new Date(now.getTime() - minutes * 60_000),
  };
}

test("An order in review reads like this.", () => {
  assert.equal(
    reviewText([entry("too-many-tries", { kind: "cancel" }, 75)], 1, now),
    `1 order needs a person.

  order       o-1
  client      shop
  of          2 × grinder, 378.00 EUR
  since       2026-03-01 10:45 UTC (75 minutes)
  was to be   cancelled
  charge key  o-1/2, after 3 calls without an answer
  wrong       Payment gave no answer to go by, time after time. It may have been charged.
  to do       see in the logs why calls fail, then retry: it is charged once at most; or cancel, which gives back what was charged
`,
  );
});

test("Ages are told as a person would, and what is not shown is counted.", () => {
  const ages = [0, 1, 119, 120, 47 * 60, 48 * 60].map((minutes) => entry("key-void", { kind: "charge" }, minutes));
  const text = reviewText(ages, 9, now);
  const told = [...text.matchAll(/\((.*)\)/g)].map(([, age]) => age);
  assert.deepEqual(told, ["less than a minute", "1 minute", "119 minutes", "2 hours", "47 hours", "2 days"]);
  assert.match(text, /^9 orders need a person\./);
  assert.match(text, /\n3 more: resolve some of these first\.\n$/);
});

test("The new method of a change is not shown.", () => {
  const text = reviewText([entry("key-mismatch", { kind: "change", paymentMethod: "pm_secret" }, 1)], 1, now);
  assert.match(text, /was to be {3}charged to another method/);
  assert.doesNotMatch(text, /pm_/);
});
