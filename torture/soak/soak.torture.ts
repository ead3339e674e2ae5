/** A short soak: what CI has time for. `npm run verify -- soak` takes half an hour. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeSoak, memoryTrends } from "./judge.ts";
import { soak } from "./soak.ts";

/** In two minutes code is compiled and pools are filled all the time: only a gross leak shows. */
const GROSS_BYTES = { heap: 8 * 1024 ** 2, rss: 64 * 1024 ** 2 };

test("Two minutes at half of the capacity, with chaos, leave nothing over.", async (t) => {
  const report = await soak({ minutes: 2, say: (line) => t.diagnostic(line) });
  const { memory, ...figures } = report;
  const trends = memoryTrends(memory).map(
    ({ replica, what, firstBytes, lastBytes }) => `${replica} ${what} ${firstBytes} to ${lastBytes}`,
  );
  t.diagnostic(`settled after ${report.settledSeconds?.toFixed(0)} s; ${trends.join(", ")}`);
  assert.deepEqual(judgeSoak(report, GROSS_BYTES), [], JSON.stringify(figures));
});
