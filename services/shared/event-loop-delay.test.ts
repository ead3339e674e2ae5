import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { eventLoopDelay } from "./event-loop-delay.ts";

test("a loop that is kept busy is late, and in time again when it is left alone", async (t) => {
  const delay = eventLoopDelay();
  t.after(() => delay.close());
  assert.equal(delay.read(), 0);
  while (delay.read() < 20) {
    const until = performance.now() + 50;
    while (performance.now() < until);
    await turn();
  }
  while (delay.read() >= 20) await turn();
});
