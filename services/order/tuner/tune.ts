/** What the histories say about settings: where the present ones stand, and which would do best. */
import type { PolicySettings } from "../breaker/policy.ts";
import type { BreakerSettings } from "../breaker/settings.ts";
import type { History } from "./history.ts";
import { replayHistory, type Tally, withoutBreaker } from "./replay-history.ts";
import { type Score, scoreOf, type Weights } from "./score.ts";
import { type Evaluated, search } from "./search.ts";

export type TuneOptions = { histories: readonly History[]; present: BreakerSettings; weights: Weights; seed: number };

export type Advice = {
  present: Evaluated<Score>;
  /** No more than 1 % worse than the best that was found, with as few changes to the present settings as that allows. */
  advised: Evaluated<Score>;
  /** What was tried, the best first. */
  tried: Evaluated<Score>[];
  /** Without a breaker. */
  none: Score;
  /** Each history under the present and the advised settings. */
  inEach: { history: History; present: Tally; advised: Tally }[];
};

const NEGLIGIBLE = 1.01;
const SEARCHED = ["maxRequests", "openMs", "minRequests", "failureRatio"] as const;

export function tune({ histories, present, weights, seed }: TuneOptions): Advice {
  const evaluate = (settings: PolicySettings) =>
    scoreOf(histories, weights, (history) => replayHistory(history, settings));
  const evaluated = (settings: BreakerSettings) => ({ settings, result: evaluate(settings) });
  const tried = search({ present, evaluate, cost: ({ score }) => score, seed });
  const standing = evaluated(present);
  const advised = sparing(tried[0] ?? standing, standing, evaluated);
  return {
    present: standing,
    advised,
    tried,
    none: scoreOf(histories, weights, withoutBreaker),
    inEach: histories.map((history) => ({
      history,
      present: replayHistory(history, present),
      advised: replayHistory(history, advised.settings),
    })),
  };
}

/** Takes back each change that gains next to nothing: a setting that stays needs no explanation. */
function sparing(
  best: Evaluated<Score>,
  present: Evaluated<Score>,
  evaluated: (settings: BreakerSettings) => Evaluated<Score>,
): Evaluated<Score> {
  const limit = best.result.score * NEGLIGIBLE;
  if (present.result.score <= limit) return present;
  const { intervalMs, bucketMs } = present.settings;
  let advised = best;
  for (const kept of [{ intervalMs, bucketMs }, ...SEARCHED.map((key) => ({ [key]: present.settings[key] }))]) {
    const simpler = evaluated({ ...advised.settings, ...kept });
    if (simpler.result.score <= limit) advised = simpler;
  }
  return advised;
}

/** The commands that turn the present settings into the advised ones; none if they are the same. */
export function commands({ present, advised }: Pick<Advice, "present" | "advised">): string[] {
  return (["maxRequests", "intervalMs", "bucketMs", "openMs", "failureRatio", "minRequests"] as const)
    .filter((key) => advised.settings[key] !== present.settings[key])
    .map((key) => `pulumi config set --path holdfast:breaker.${key} ${advised.settings[key]}`);
}
