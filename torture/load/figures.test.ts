import assert from "node:assert/strict";
import { test } from "node:test";
import { median, quantile, tally } from "./figures.ts";

test("A quantile is one of the values, and of none there is none.", () => {
  const values = [5, 1, 4, 2, 3];
  assert.equal(median(values), 3);
  assert.equal(quantile(values, 0.99), 5);
  assert.equal(quantile(values, 0.2), 1);
  assert.equal(quantile(values, 0.21), 2);
  assert.equal(median([1, 2]), 1);
  assert.ok(Number.isNaN(median([])));
  assert.deepEqual(values, [5, 1, 4, 2, 3], "the values are left in their order");
});

test("A tally counts each value, the most frequent first.", () => {
  assert.equal(JSON.stringify(tally(["b", "a", "a"])), '{"a":2,"b":1}');
});
