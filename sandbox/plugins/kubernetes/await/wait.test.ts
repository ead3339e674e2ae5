import assert from "node:assert/strict";
import { test } from "node:test";
import type { Readiness } from "./readiness.ts";
import { virtualClock } from "./virtual-clock.ts";
import { type Wait, waitUntilReady } from "./wait.ts";

const WAITING: Readiness = { state: "waiting", status: "1/2", problems: ["not yet"] };

function wait(look: (count: number) => Readiness, more: Partial<Wait> = {}) {
  let count = 0;
  const clock = virtualClock();
  const told: string[] = [];
  const ended = waitUntilReady({
    look: async () => look(++count),
    timeoutMs: 10_000,
    clock,
    signal: new AbortController().signal,
    tell: (status) => told.push(status),
    ...more,
  });
  return ended.then((waited) => ({ waited, told, lookedTimes: count, tookMs: clock.now() }));
}

test("it looks until what it sees is ready, and tells each status once", async () => {
  const { waited, told } = await wait((count) => (count < 4 ? WAITING : { state: "ready", status: "done" }));
  assert.deepEqual(waited, { end: "ready" });
  assert.deepEqual(told, ["1/2", "done"]);
});

test("when the time is up it ends with the reasons, after one last look", async () => {
  const { waited, tookMs, lookedTimes } = await wait(() => WAITING);
  assert.deepEqual(waited, { end: "timeout", problems: ["not yet"] });
  assert.equal(tookMs, 10_000);
  assert.equal(lookedTimes, 26);
});

test("a cancelled wait ends at once, but not without the reasons", async () => {
  const cancelling = new AbortController();
  cancelling.abort();
  const { waited, lookedTimes } = await wait(() => WAITING, { signal: cancelling.signal });
  assert.deepEqual(waited, { end: "cancelled", problems: ["not yet"] });
  assert.equal(lookedTimes, 1);
});

test("an API server that does not answer for a moment is forgiven, one that stays away is not", async () => {
  const { waited } = await wait((count) => {
    if (count <= 5) throw new Error("connection refused");
    return { state: "ready" };
  });
  assert.deepEqual(waited, { end: "ready" });
  const failing = wait(() => {
    throw new Error("connection refused");
  });
  await assert.rejects(failing, /connection refused/);
});
