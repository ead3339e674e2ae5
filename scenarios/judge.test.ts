import assert from "node:assert/strict";
import { test } from "node:test";
import { impliedTimeToOpen } from "./implied.ts";
import { allHeld, judge } from "./judge.ts";
import type { Expectation } from "./scenario.ts";
import { testCalls, testEvents, testRun } from "./test-run.ts";

const calls = testCalls([
  [0, 20, "CONFIRMED"],
  [1_000, 40, "PAYMENT_PENDING"],
]);
const share = (is: "at least" | "at most" | "exactly", bound: number): Expectation => ({
  measure: { kind: "share", outcomes: ["CONFIRMED"] },
  is,
  bound,
});
const judged = (expectations: Expectation[], run = {}) => judge(testRun({ calls, ...run }, { expectations }));

test("an expectation holds or not, and the measured figure stands beside it", () => {
  const verdicts = judged([share("at least", 50), share("at most", 50), share("exactly", 50), share("at least", 51)]);
  assert.deepEqual(
    verdicts.map(({ held }) => held),
    [true, true, true, false],
  );
  assert.deepEqual(verdicts[3], {
    what: "orders answered CONFIRMED",
    expected: "at least 51 %",
    measured: "50 %",
    held: false,
  });
});

test("what was not measured has failed, and so has a scenario that expects nothing", () => {
  const verdicts = judged([{ measure: { kind: "money" }, is: "exactly", bound: 0 }]);
  assert.deepEqual(
    verdicts.map(({ measured, held }) => [measured, held]),
    [["not measured", false]],
  );
  assert.equal(allHeld(verdicts, testRun()), false);
  assert.equal(allHeld([], testRun()), false);
});

test("the time until a breaker opens is held against what the settings imply", () => {
  const expectations: Expectation[] = [{ measure: { kind: "time-to-open", during: "outage" }, is: "implied" }];
  const opened = (at: number) =>
    testEvents([
      [2_000, 0, 0, 1],
      [at, 0, 1, -1],
    ]);
  // failureRatio 0.5 × intervalMs 6,000, minRequests 5 at 10.05 a second and replica, a deadline and a second.
  const [soon] = judged(expectations, { events: opened(7_000) });
  const [late] = judged(expectations, { events: opened(9_000) });
  assert.match(soon?.expected ?? "", /^0 ms to 5498 ms \(/);
  assert.deepEqual([soon?.measured, soon?.held, late?.held], ["5000 ms", true, false]);
});

test("a breaker that never clears its counts has all good calls since the warm-up to outweigh", () => {
  const live = { breaker: { intervalMs: 0, failureRatio: 0.8 } };
  const implied = impliedTimeToOpen(testRun({}, { live }), { fromMs: 2_000, toMs: 4_000 });
  // Four failures for each good call of 5 s; 5 calls at 10.05 a second and replica, a deadline and a second.
  assert.equal(Math.round(implied.high), 22_498);
  assert.match(implied.formula, /failureRatio ÷ \(1 - failureRatio\) × time before/);
});

test("the time until all is settled is held against what was left of openMs, and what the settings imply at most", () => {
  const expectations: Expectation[] = [{ measure: { kind: "time-to-settled", during: "outage" }, is: "implied" }];
  const orders = (settled: number) => ({ placedMs: [3_000], settledMs: [settled], status: ["confirmed"], keys: 1 });
  const events = {
    ...testEvents([
      [2_000, 0, 0, 1],
      [3_000, 0, 1, -1],
      [2_000, 0, 0, 1],
      [3_500, 0, 1, -1],
      [9_500, 0, 0, 0],
      [9_600, 0, 0, 0],
    ]),
    replicas: ["order-1", "order-2"],
    replica: [0, 0, 1, 1, 0, 1],
  };
  // Open until 9 s at the earliest: 5 s after the outage, less a second for the breaker that was noticed late.
  const [early] = judged(expectations, { events, orders: orders(7_500) });
  const [good] = judged(expectations, { events, orders: orders(9_100) });
  const [late] = judged(expectations, { events, orders: orders(40_000), endMs: 41_000 });
  assert.match(good?.expected ?? "", /^4000 ms to 1\d\.\d s \(/);
  assert.deepEqual([early?.held, good?.held, late?.held], [false, true, false]);
});
