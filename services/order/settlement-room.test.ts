import assert from "node:assert/strict";
import { test } from "node:test";
import { mayCall, roomFor } from "./settlement-room.ts";

test("Closed, there is as much room as is free, and never less than none.", () => {
  assert.equal(roomFor("closed", { free: 7, trials: 0 }), 7);
  assert.equal(roomFor("closed", { free: 7, trials: 1 }), 7, "trials of before count no more");
  assert.equal(roomFor("closed", { free: 0, trials: 0 }), 0);
  assert.equal(roomFor("closed", { free: -2, trials: 0 }), 0);
});

test("Half-open, there is room for one trial.", () => {
  assert.equal(roomFor("half-open", { free: 7, trials: 0 }), 1);
  assert.equal(roomFor("half-open", { free: 7, trials: 1 }), 0);
  assert.equal(roomFor("half-open", { free: 7, trials: 2 }), 0);
  assert.equal(roomFor("half-open", { free: 0, trials: 0 }), 0);
  assert.equal(roomFor("half-open", { free: -1, trials: 0 }), 0);
});

test("Open, there is none.", () => {
  assert.equal(roomFor("open", { free: 7, trials: 0 }), 0);
});

test("What was taken up gets its call, unless there is a trial of settlement's already.", () => {
  assert.deepEqual(
    [0, 1, 2].map((trials) => mayCall("half-open", trials)),
    [true, false, false],
  );
  for (const breaker of ["closed", "open"] as const) assert.equal(mayCall(breaker, 1), true);
});
