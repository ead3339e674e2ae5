import assert from "node:assert/strict";
import { test } from "node:test";
import { paceOf } from "./settlement-pace.ts";

function at(ratePerSecond: number, burst: number) {
  const clock = { ms: 1_000 };
  return { clock, pace: paceOf({ ratePerSecond, burst }, () => clock.ms) };
}

test("It begins with a burst, and fills at its rate, never above the burst.", () => {
  const { clock, pace } = at(4, 2);
  assert.deepEqual([pace.places(), pace.waitMs()], [2, 0]);
  pace.take(2);
  assert.deepEqual([pace.places(), pace.waitMs()], [0, 250]);
  clock.ms += 100;
  assert.deepEqual([pace.places(), pace.waitMs()], [0, 150]);
  clock.ms += 150;
  assert.deepEqual([pace.places(), pace.waitMs()], [1, 0]);
  clock.ms += 60_000;
  assert.equal(pace.places(), 2);
});

test("After the wait there is a place, whatever the rate.", () => {
  for (const rate of [0.3, 1, 3, 7, 49, 333, 9_999]) {
    const { clock, pace } = at(rate, 1);
    pace.take(1);
    clock.ms += pace.waitMs();
    assert.ok(pace.places() === 1 || pace.waitMs() <= 1, `at ${rate} a second`);
  }
});
