/**
 * How likely faults are to open a breaker, and one half-open round to close it: the mathematics of its settings.
 * Everything is for one replica, whose breaker sees its own share of the calls.
 */
import type { Fault } from "../../shared/chaos/fault-settings.ts";
import type { BreakerSettings } from "./settings.ts";
import { struckCalls } from "./struck-calls.ts";

export type Odds = {
  /** Share of the calls that fail, from 0 to 1. */
  failing: number;
  /** Calls of one window. */
  calls: number;
  /** Chance that the breaker opens within its first window. */
  opens: number;
  /** Chance that a half-open round ends in closed. */
  closes: number;
};

/** Beyond so many calls a breaker that has not opened hardly ever does. */
const MAX_CALLS = 2_000;

export function oddsOf(settings: BreakerSettings, faults: readonly Fault[], ratePerSecond: number): Odds {
  const { failing, excluded, meanMs } = struckCalls(faults, settings.callDeadlineMs);
  const windowMs = settings.intervalMs || Number.POSITIVE_INFINITY;
  const calls = Math.floor((ratePerSecond * windowMs) / 1_000);
  const inFlight = (ratePerSecond * meanMs) / 1_000;
  // Each trial that says anything must be a success; if none says anything, half-open never ends.
  const telling = 1 - excluded;
  const closes = telling === 0 ? 0 : (1 - failing / telling) ** settings.maxRequests;
  return { failing, calls, opens: chanceToOpen(settings, failing, calls, inFlight), closes };
}

/**
 * Goes through the calls of a window as they end, with the probability of each number of failures so far while the
 * breaker is closed. Calls in flight count as requests and so dilute the ratio: they are taken as a Poisson number of
 * `inFlight` on average, drawn anew at each end. Against simulations of breakers at 1 to 50 calls a second this is
 * right to about 0.003. A rolling window is taken for a fixed one.
 */
function chanceToOpen(
  { failureRatio, minRequests }: BreakerSettings,
  failing: number,
  calls: number,
  inFlight: number,
): number {
  const atMost = poisson(inFlight);
  let opened = 0;
  let closed = [1];
  for (let ended = 1; ended <= Math.min(calls, MAX_CALLS); ended++) {
    const next = new Array<number>(ended + 1).fill(0);
    for (const [failures, chance] of closed.entries()) {
      if (chance === 0) continue;
      next[failures] = (next[failures] ?? 0) + chance * (1 - failing);
      // Opens if ended + inFlight is at least minRequests, and at most what the failures make the ratio of.
      const most = Math.floor((failures + 1) / failureRatio + 1e-9) - ended;
      const opens = Math.max(0, atMost(most) - atMost(minRequests - ended - 1));
      opened += chance * failing * opens;
      next[failures + 1] = chance * failing * (1 - opens);
    }
    closed = next;
  }
  return opened;
}

/** The chance of at most `count`, where `mean` are expected. */
function poisson(mean: number): (count: number) => number {
  const sums: number[] = [];
  // In logarithms: e to the minus mean would be 0 for a large one.
  let logarithm = -mean;
  let sum = 0;
  for (let count = 0; count <= mean + 12 * Math.sqrt(mean) + 30; count++) {
    if (count > 0) logarithm += Math.log(mean / count);
    sum += Math.exp(logarithm);
    sums.push(sum);
  }
  return (count) => (count < 0 ? 0 : (sums[count] ?? 1));
}
