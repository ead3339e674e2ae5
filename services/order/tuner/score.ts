/**
 * What settings cost, in one number; less is better.
 *
 * In one history it is, for each 100 calls,
 *
 *     failed × failed calls let through  +  refused × good calls refused  +  trip × false trips
 *
 * and over several the mean, so that a quiet replica counts as much as a busy one. Where there are recorded (or
 * synthesised) histories they make up half of the mean together, and the generated ones the other half: a recording of
 * quiet days alone would advise against any breaker.
 */
import type { History } from "./history.ts";
import type { Tally } from "./replay-history.ts";

export type Weights = { failed: number; refused: number; trip: number };

/**
 * A failed call let through (a customer who waited for nothing, an outcome that is not known) is as bad as a good one
 * refused (an order that could have been paid at once): refusing pays off where more than half of the calls fail.
 * A false trip (an alert for nothing) is as bad as 10 of them, beside what it refuses.
 */
export const DEFAULT_WEIGHTS: Weights = { failed: 1, refused: 1, trip: 10 };

/** The mean over all histories: the score, and what it is made of, each for 100 calls; trips as they were counted. */
export type Score = { score: number; failedLetThrough: number; goodRefused: number; trips: number; falseTrips: number };

export function scoreOf(histories: readonly History[], weights: Weights, replay: (history: History) => Tally): Score {
  const share = sharesOf(histories);
  const score: Score = { score: 0, failedLetThrough: 0, goodRefused: 0, trips: 0, falseTrips: 0 };
  for (const history of histories) {
    const tally = replay(history);
    const part = (100 * share(history)) / tally.calls;
    score.failedLetThrough += part * tally.failedLetThrough;
    score.goodRefused += part * tally.goodRefused;
    score.trips += tally.trips;
    score.falseTrips += tally.falseTrips;
    score.score +=
      part *
      (weights.failed * tally.failedLetThrough + weights.refused * tally.goodRefused + weights.trip * tally.falseTrips);
  }
  return score;
}

function sharesOf(histories: readonly History[]): (history: History) => number {
  const generated = histories.filter(({ source }) => source === "generated").length;
  const others = histories.length - generated;
  if (generated === 0 || others === 0) return () => 1 / histories.length;
  return ({ source }) => 0.5 / (source === "generated" ? generated : others);
}
