import assert from "node:assert/strict";
import { test } from "node:test";
import { trendOf } from "./trend.ts";

const series = (y: (x: number) => number) => Array.from({ length: 20 }, (_, x) => ({ x, y: y(x) }));

test("a straight line has its slope, without doubt", () => {
  const { slope, error } = trendOf(series((x) => 7 + 3 * x));
  assert.ok(Math.abs(slope - 3) < 1e-9 && error < 1e-9);
});

test("what only goes up and down has a slope within its error", () => {
  const { slope, error } = trendOf(series((x) => (x % 2 === 0 ? 10 : -10)));
  assert.ok(Math.abs(slope) < 2 * error);
});

test("what grows under noise is found to grow", () => {
  const { slope, error } = trendOf(series((x) => x + (x % 2 === 0 ? 2 : -2)));
  assert.ok(slope > 4 * error);
});
