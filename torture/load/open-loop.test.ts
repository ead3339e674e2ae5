import assert from "node:assert/strict";
import { test } from "node:test";
import { openLoop } from "./open-loop.ts";

test("Work begins when it is due, although none that was begun before has ended.", async () => {
  let nowMs = 1_000;
  const due: number[] = [];
  const begun = await openLoop({
    ratePerSecond: 10,
    isOver: () => due.length === 4,
    begin: async (dueMs) => {
      due.push(dueMs);
      assert.equal(nowMs, dueMs);
      await new Promise((resolve) => setImmediate(resolve));
    },
    now: () => nowMs,
    wait: async (ms) => {
      nowMs += ms;
    },
  });
  assert.equal(begun, 4);
  assert.deepEqual(due, [1_000, 1_100, 1_200, 1_300]);
});

test("After a pause of the machine the work that was due meanwhile begins at once, and counts from when it was due.", async () => {
  let nowMs = 0;
  const late: number[] = [];
  await openLoop({
    ratePerSecond: 100,
    isOver: () => late.length === 5,
    begin: async (dueMs) => {
      late.push(nowMs - dueMs);
      if (late.length === 2) nowMs += 25;
    },
    now: () => nowMs,
    wait: async (ms) => {
      nowMs += ms;
    },
  });
  assert.deepEqual(late, [0, 0, 15, 5, 0]);
});

test("It is over when all that was begun has ended.", async () => {
  let ended = 0;
  await openLoop({
    ratePerSecond: 1,
    isOver: () => ended === 0 && nowMs >= 2_000,
    begin: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      ended++;
    },
    now: () => nowMs,
    wait: async (ms) => {
      nowMs += ms;
    },
  });
  assert.equal(ended, 3);
});

let nowMs = 0;
