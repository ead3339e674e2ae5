/** A short soak: what CI has time for. `npm run verify -- soak` takes half an hour. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeSoak, memoryTrends } from "./judge.ts";
import { soak } from "./soak.ts";

test("Two minutes at half of the capacity, with chaos, leave nothing over.", async (t) => {
  const report = await soak({ minutes: 2, say: (line) => t.diagnostic(line) });
  const { memory, ...figures } = report;
  const trends = memoryTrends(memory).map(
    ({ replica, what, firstBytes, lastBytes }) => `${replica} ${what} ${firstBytes} to ${lastBytes}`,
  );
  t.diagnostic(`settled after ${report.settledSeconds?.toFixed(0)} s; ${trends.join(", ")}`);
  assert.deepEqual(judgeSoak(report), [], JSON.stringify(figures));
});
