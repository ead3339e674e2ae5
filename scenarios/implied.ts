/** What the settings and the load imply for two times that an outage is judged by. */
import { BreakerSettings } from "../services/order/breaker/settings.ts";
import { SettlementSettings } from "../services/order/settlement-settings.ts";
import { breakerSpans } from "./breaker-spans.ts";
import { rateAt } from "./load/arrivals.ts";
import { lastSettled } from "./pending.ts";
import type { Run } from "./run.ts";
import type { Window } from "./scenario.ts";

export type Implied = { low: number; high: number; formula: string };

/** A loaded machine is late by this much, for all that is reckoned below. */
const SLACK_MS = 1_000;

/**
 * From the first failure to "open". At once, if the window held little before. At the latest: an outage begins u into the
 * window of T, with good calls since its begin, and at the same rate; failures reach the share f after u·f/(1-f). Either
 * that is before the counts are cleared, so that u < T·(1-f), or they are cleared and begin anew: in both cases f·T is the most.
 * Without a window (T = 0) u is all the time before, and nothing clears it. Then `minRequests` calls, and calls of a deadline
 * under way, may still be missing.
 */
export function impliedTimeToOpen({ scenario }: Run, outage: Window): Implied {
  const { failureRatio, intervalMs, minRequests, callDeadlineMs } = BreakerSettings.parse(scenario.live.breaker ?? {});
  const { load, replicas } = scenario;
  const perReplica = (rateAt(load, outage.fromMs) * (100 - load.getPercentage)) / 100 / replicas.order;
  const [outweighMs, formula] =
    intervalMs > 0
      ? [failureRatio * intervalMs, "failureRatio × intervalMs"]
      : [
          (failureRatio / (1 - failureRatio)) * (scenario.warmUpMs + outage.fromMs),
          "failureRatio ÷ (1 - failureRatio) × time before",
        ];
  const high = outweighMs + (1_000 * minRequests) / perReplica + callDeadlineMs + SLACK_MS;
  return { low: 0, high, formula: `0 … ${formula} + minRequests ÷ calls per ms + callDeadlineMs + 1 s` };
}

/**
 * From the outage's end until the last order that was pending then is settled. Not before a breaker lets a trial through: the
 * earliest of them is what is left of its openMs. At the latest: a breaker opened just before the end, a trial is under way, an
 * order was taken up just before and backs off as long as it may, somebody holds its lease, and the backlog takes its turn.
 */
export function impliedTimeToSettled(run: Run, outage: Window): Implied {
  const { scenario } = run;
  const { openMs, callDeadlineMs, mode } = BreakerSettings.parse(scenario.live.breaker ?? {});
  const settlement = SettlementSettings.parse(scenario.order.settlement ?? {});
  const { backOffBaseMs, backOffCapMs, leaseMarginMs, pollMs, ratePerSecond, concurrency } = settlement;
  const spans = mode === "enforce" ? breakerSpans(run) : [];
  const opened = spans.filter(
    ({ state, fromMs, toMs }) => state === "open" && fromMs <= outage.toMs && toMs > outage.toMs,
  );
  const left = opened.map(({ fromMs }) => Math.max(0, fromMs + openMs - outage.toMs));
  const allOpen = opened.length === scenario.replicas.order;
  // As often as it could be tried in the outage, an order backs off for twice as long.
  const longestBackOff = Math.min(backOffCapMs, 2 * (outage.toMs - outage.fromMs) + backOffBaseMs);
  const backlog = lastSettled(run, outage.toMs)?.count ?? 0;
  const perSecond = Math.min(ratePerSecond, concurrency * 5) * scenario.replicas.order;
  const turns = (1_000 * backlog) / perSecond;
  const open = mode === "enforce" ? openMs + callDeadlineMs : 0;
  return {
    // The next call notices an open breaker, so it opened a little earlier than was seen.
    low: allOpen ? Math.max(0, Math.min(...left) - SLACK_MS) : 0,
    high: open + longestBackOff + callDeadlineMs + leaseMarginMs + 2 * pollMs + turns + SLACK_MS,
    formula:
      "what was left of openMs … openMs + longest back-off + 2 × callDeadlineMs + leaseMarginMs + 2 × pollMs + backlog ÷ rate of settlement + 1 s",
  };
}
