import assert from "node:assert/strict";
import { test } from "node:test";
import { BreakerSettings } from "../breaker/settings.ts";
import { generateHistories } from "./generate.ts";
import { replayHistory } from "./replay-history.ts";
import { DEFAULT_WEIGHTS, scoreOf } from "./score.ts";
import { type Grid, search, searchAll } from "./search.ts";

const present = BreakerSettings.parse({});
const SMALL: Grid = {
  failureRatio: [0.2, 0.4, 0.6, 0.8],
  minRequests: [3, 10, 50],
  intervalMs: [2_000, 10_000, 60_000],
  rolling: [0, 1],
  openMs: [2_000, 10_000, 60_000],
  maxRequests: [1, 5],
};

for (const seed of [1, 2, 3])
  test(`on histories of which the best answer is known, it is found within 5 % (seed ${seed})`, () => {
    const histories = generateHistories({ seed, callDeadlineMs: 1_000, loads: { some: 2 } });
    let evaluations = 0;
    const evaluate = (settings: BreakerSettings) => {
      evaluations++;
      return scoreOf(histories, DEFAULT_WEIGHTS, (history) => replayHistory(history, settings)).score;
    };
    const cost = (score: number) => score;
    const [found] = search({ present, evaluate, cost, seed, grid: SMALL });
    const searched = evaluations;
    const [best] = searchAll({ present, evaluate, cost, grid: SMALL });
    assert.ok(found && best);
    assert.ok(found.result <= best.result * 1.05, `${found.result} is more than 5 % above ${best.result}`);
    assert.ok(searched < (evaluations - searched) / 2, `${searched} of ${evaluations - searched} were tried`);
  });

test("settings that the service would refuse are never tried", () => {
  const slow = BreakerSettings.parse({ callDeadlineMs: 9_000 });
  const tried = search({ present: slow, evaluate: ({ openMs }) => openMs, cost: (openMs) => openMs, seed: 1 });
  assert.equal(tried[0]?.settings.openMs, 10_000);
  for (const { settings } of tried) assert.deepEqual(BreakerSettings.parse(settings), settings);
});

test("the deadline and the mode stay as they are", () => {
  const own = BreakerSettings.parse({ callDeadlineMs: 700, mode: "observe" });
  for (const { settings } of search({ present: own, evaluate: () => 1, cost: () => 1, seed: 1, starts: 1 }))
    assert.deepEqual([settings.callDeadlineMs, settings.mode], [700, "observe"]);
});
