import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { inTime } from "./progress.ts";

/** A clock that stands at 1,000 ms until it is moved. */
function stoppedClock(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000 });
  return t.mock.timers;
}

test("what comes in time is the answer", async (t) => {
  stoppedClock(t);
  assert.equal(await inTime(2_000, Promise.resolve("soon"), () => "instead"), "soon");
  assert.equal(await inTime(2_000, Promise.resolve(undefined), () => "instead"), undefined);
  await assert.rejects(
    inTime(2_000, Promise.reject(new Error("no")), () => "instead"),
    /^Error: no$/,
  );
});

test("what does not is given up early enough for the answer to travel", async (t) => {
  const clock = stoppedClock(t);
  const slow = Promise.withResolvers<string>();
  const answer = inTime(2_000, slow.promise, () => "instead");
  clock.tick(899);
  const early = await Promise.race([answer, new Promise((resolve) => setImmediate(resolve, "none yet"))]);
  assert.equal(early, "none yet");
  clock.tick(1);
  assert.equal(await answer, "instead");
  // An error that comes later still finds somebody to take it.
  slow.reject(new Error("late"));
});

test("with a deadline that is over, or nearer than an answer travels, it does not wait", async (t) => {
  const clock = stoppedClock(t);
  for (const deadlineAtMs of [0, 1_099]) {
    const answer = inTime(deadlineAtMs, new Promise(() => {}), () => "instead");
    clock.tick(1);
    assert.equal(await answer, "instead");
  }
});

test("without a deadline, or with one in a far future, it waits", async (t) => {
  const clock = stoppedClock(t);
  for (const deadlineAtMs of [Number.POSITIVE_INFINITY, 2 ** 40]) {
    const slow = Promise.withResolvers<string>();
    const answer = inTime(deadlineAtMs, slow.promise, () => "instead");
    clock.tick(1_000_000);
    slow.resolve("soon");
    assert.equal(await answer, "soon");
  }
});
