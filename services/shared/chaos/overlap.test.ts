import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { occurrenceAt, type Times } from "./occurrences.ts";
import { meet } from "./overlap.ts";

/** Small numbers, so that all that can happen happens soon. */
const times = fc
  .record({
    startMs: fc.nat(40),
    durationMs: fc.integer({ min: 1, max: 12 }),
    pauseMs: fc.option(fc.nat(15), { nil: undefined }),
  })
  .map(({ startMs, durationMs, pauseMs }): Times => {
    return { startMs, durationMs, ...(pauseMs !== undefined && { repeatMs: durationMs + pauseMs }) };
  });

/** Looks at each millisecond: beyond two common periods (at most 27 × 26) nothing new comes. */
function seenTogether(one: Times, other: Times): boolean {
  for (let timeMs = 0; timeMs < 40 + 2 * 27 * 26; timeMs++)
    if (occurrenceAt(one, 0, timeMs) && occurrenceAt(other, 0, timeMs)) return true;
  return false;
}

test("phases meet if, and only if, there is an instant at which both are in force", () => {
  fc.assert(
    fc.property(times, times, (one, other) => {
      assert.equal(meet(one, other), seenTogether(one, other));
      assert.equal(meet(other, one), meet(one, other));
    }),
    { numRuns: 3_000 },
  );
});

test("phases whose periods drift past each other meet, though it may take days", () => {
  const everyMinute = { startMs: 0, durationMs: 100, repeatMs: 60_000 };
  assert.equal(meet(everyMinute, { startMs: 30_000, durationMs: 100, repeatMs: 60_001 }), true);
  assert.equal(meet(everyMinute, { startMs: 30_000, durationMs: 100, repeatMs: 120_000 }), false);
  assert.equal(meet(everyMinute, { startMs: 86_400_100, durationMs: 59_900 }), false);
  assert.equal(meet(everyMinute, { startMs: 86_400_100, durationMs: 59_901 }), true);
});
