import assert from "node:assert/strict";
import { test } from "node:test";
import type { Load } from "../scenario.ts";
import { arrivals, rateAt } from "./arrivals.ts";

const LOAD: Load = {
  rate: [{ atMs: 0, perSecond: 50 }],
  spacing: "poisson",
  getPercentage: 25,
  clients: 4,
  deadlineMs: 1_000,
  mostInFlight: 10,
  paymentMethods: { pm_card_visa: 3, pm_card_declined: 1 },
  retries: 0,
};
const MINUTE = { fromMs: -1_000, toMs: 60_000 };

test("the same seed gives the same calls, another seed others", () => {
  assert.deepEqual(arrivals(LOAD, MINUTE, 7), arrivals(LOAD, MINUTE, 7));
  assert.notDeepEqual(arrivals(LOAD, MINUTE, 7), arrivals(LOAD, MINUTE, 8));
});

test("a Poisson process has as many arrivals as its rate says, and gaps that vary as much as they last", () => {
  const due = arrivals(LOAD, { fromMs: 0, toMs: 600_000 }, 1).map(({ dueMs }) => dueMs);
  const gaps = due.slice(1).map((at, index) => at - (due[index] ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  assert.ok(Math.abs(mean - 20) < 0.6, `mean ${mean}`);
  assert.ok(Math.abs(deviation / mean - 1) < 0.03, `deviation ${deviation}`);
});

test("even spacing is even, from the begin of the warm-up on", () => {
  const due = arrivals({ ...LOAD, spacing: "even" }, { fromMs: -100, toMs: 100 }, 1).map(({ dueMs }) => dueMs);
  assert.deepEqual(due, [-80, -60, -40, -20, 0, 20, 40, 60, 80]);
});

test("the rate changes evenly between the instants that are given, and stays so before and after", () => {
  const rate = [
    { atMs: 0, perSecond: 10 },
    { atMs: 10_000, perSecond: 110 },
  ];
  assert.deepEqual(
    [-5, 0, 5_000, 10_000, 99_000].map((atMs) => rateAt({ rate }, atMs)),
    [10, 10, 60, 110, 110],
  );
  const due = arrivals({ ...LOAD, rate }, { fromMs: 0, toMs: 10_000 }, 1);
  assert.ok(Math.abs(due.length - 600) < 75, `${due.length} arrivals, 600 expected`);
});

test("kinds of calls and payment methods have their shares", () => {
  const all = arrivals(LOAD, { fromMs: 0, toMs: 400_000 }, 3);
  const placed = all.filter((arrival) => arrival.method === "PlaceOrder");
  const declined = placed.filter(({ paymentMethod }) => paymentMethod === "pm_card_declined");
  assert.ok(Math.abs(placed.length / all.length - 0.75) < 0.02);
  assert.ok(Math.abs(declined.length / placed.length - 0.25) < 0.02);
});
