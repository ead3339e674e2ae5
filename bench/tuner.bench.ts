/**
 * How fast the tuner replays calls on one core, and how near its search comes to the best place of its whole grid.
 */
import { BreakerSettings } from "../services/order/breaker/settings.ts";
import { generateHistories } from "../services/order/tuner/generate.ts";
import { replayHistory } from "../services/order/tuner/replay-history.ts";
import { DEFAULT_WEIGHTS, scoreOf } from "../services/order/tuner/score.ts";
import { search, searchAll } from "../services/order/tuner/search.ts";

const ROUNDS = 15;
const WARM_UP = 3;
const SEEDS = [1, 2, 3];

const present = BreakerSettings.parse({});
const all = generateHistories({ seed: 1, callDeadlineMs: present.callDeadlineMs });
const calls = all.reduce((sum, { verdicts }) => sum + verdicts.length, 0);

const rates: number[] = [];
for (let round = -WARM_UP; round < ROUNDS; round++) {
  const from = performance.now();
  for (const history of all) replayHistory(history, present);
  if (round >= 0) rates.push(calls / (performance.now() - from) / 1_000);
}
const median = rates.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN;
console.log(`replay: ${median.toFixed(1)} million calls a second, of ${calls} calls (at least 1)`);

// Short histories, so that all of the grid can be gone through.
for (const seed of SEEDS) {
  const histories = generateHistories({ seed, callDeadlineMs: present.callDeadlineMs, loads: { low: 1, middle: 5 } });
  const evaluate = (settings: BreakerSettings) =>
    scoreOf(histories, DEFAULT_WEIGHTS, (history) => replayHistory(history, settings)).score;
  const options = { present, evaluate, cost: (score: number) => score };
  const found = search({ ...options, seed });
  const grid = searchAll(options);
  const above = (100 * (found[0]?.result ?? Number.NaN)) / (grid[0]?.result ?? Number.NaN) - 100;
  console.log(
    `search: ${above.toFixed(2)} % above the best of the grid, after ${found.length} of ${grid.length} settings (at most 5 %; seed ${seed})`,
  );
}
