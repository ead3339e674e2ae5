import assert from "node:assert/strict";
import { test } from "node:test";
import { BreakerSettings } from "../breaker/settings.ts";
import type { Verdict } from "../breaker/verdict.ts";
import { historyOf, type PastCall } from "./history.ts";
import { replayHistory, withoutBreaker } from "./replay-history.ts";

/** Opens at two failures of two, for 10 s. */
const settings = BreakerSettings.parse({ minRequests: 2, openMs: 10_000, maxRequests: 1 });

/** One call a second, each of 100 ms, with these verdicts: s, f or x. */
function everySecond(verdicts: string) {
  const names: Record<string, Verdict> = { s: "success", f: "failure", x: "excluded" };
  return historyOf(
    "test",
    "recorded",
    [...verdicts].map((letter, index): PastCall => {
      const verdict = names[letter];
      assert.ok(verdict);
      return { at: 1_000_000 + index * 1_000, durationMs: 100, verdict };
    }),
  );
}

test("a breaker that never opens lets every failure through, as none at all does", () => {
  const history = everySecond("sfsssfsss");
  const tally = { calls: 9, failedLetThrough: 2, goodRefused: 0, trips: 0, falseTrips: 0 };
  assert.deepEqual(replayHistory(history, { ...settings, failureRatio: 1 }), tally);
  assert.deepEqual(withoutBreaker(history), tally);
});

test("an outage that outlasts the open breaker is a trip well made", () => {
  // Opened by the second failure; the third to the twelfth call are refused; the thirteenth is a trial.
  assert.deepEqual(replayHistory(everySecond("ffffffffffssss"), settings), {
    calls: 14,
    failedLetThrough: 2,
    goodRefused: 2,
    trips: 1,
    falseTrips: 0,
  });
});

test("a glitch that was over before most calls were refused is a false trip", () => {
  assert.deepEqual(replayHistory(everySecond("ffssssssssssss"), settings), {
    calls: 14,
    failedLetThrough: 2,
    goodRefused: 10,
    trips: 1,
    falseTrips: 1,
  });
});

test("a trip at the very end refuses nobody and is not false", () => {
  assert.deepEqual(replayHistory(everySecond("ff"), settings).falseTrips, 0);
});

test("excluded calls weigh neither way, admitted or refused", () => {
  const { failedLetThrough, goodRefused, falseTrips } = replayHistory(everySecond("ffxxxxxxxxxx"), settings);
  assert.deepEqual([failedLetThrough, goodRefused, falseTrips], [2, 0, 0]);
});

test("calls in flight count as requests, so that a failure among them weighs less", () => {
  const slow = (at: number): PastCall => ({ at, durationMs: 900, verdict: "success" });
  const failing = (at: number): PastCall => ({ at, durationMs: 10, verdict: "failure" });
  const history = historyOf("test", "recorded", [slow(0), slow(1), slow(2), failing(3), failing(4), slow(1_000)]);
  assert.equal(replayHistory(history, settings).trips, 0);
  assert.equal(
    replayHistory({ ...history, ...historyOf("", "recorded", [failing(3), failing(4)]) }, settings).trips,
    1,
  );
});

test("calls that begin and end at one time are replayed whole", () => {
  const instant = Array.from({ length: 50 }, (): PastCall => ({ at: 5, durationMs: 0, verdict: "failure" }));
  const { calls, failedLetThrough } = replayHistory(historyOf("test", "recorded", instant), settings);
  assert.deepEqual([calls, failedLetThrough], [50, 50]);
});
