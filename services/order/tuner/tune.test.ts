import assert from "node:assert/strict";
import { test } from "node:test";
import { BreakerSettings } from "../breaker/settings.ts";
import { generateHistories } from "./generate.ts";
import { commands, tune } from "./tune.ts";

const histories = generateHistories({ seed: 7, callDeadlineMs: 1_000, loads: { some: 3 } });
const tuned = (present: BreakerSettings) =>
  tune({ histories, present, weights: { failed: 1, refused: 1, trip: 10 }, seed: 7 });

test("advice is within 1 % of the best that was tried, and better than no breaker and than a poor present", () => {
  const advice = tuned(BreakerSettings.parse({ failureRatio: 0.05, minRequests: 1 }));
  const best = advice.tried[0]?.result.score ?? 0;
  assert.ok(advice.advised.result.score <= best * 1.01);
  assert.ok(advice.advised.result.score < advice.none.score);
  assert.ok(advice.advised.result.score < advice.present.result.score);
});

test("each command sets what the advice changes, and nothing else", () => {
  const advice = tuned(BreakerSettings.parse({ failureRatio: 0.05, minRequests: 1 }));
  const present: Record<string, unknown> = { ...advice.present.settings };
  for (const line of commands(advice)) {
    const [, key = "", value] = /^pulumi config set --path holdfast:breaker\.(\w+) (\S+)$/.exec(line) ?? [];
    assert.notEqual(present[key], Number(value), line);
    present[key] = Number(value);
  }
  assert.deepEqual(present, advice.advised.settings);
});

test("settings that were advised are left as they are the next time", () => {
  const { advised } = tuned(BreakerSettings.parse({}));
  assert.deepEqual(commands(tuned(advised.settings)), []);
});
