import { oddsOf } from "../services/order/breaker/odds-of-settings.ts";
import { faultsOf } from "../services/shared/chaos/fault-settings.ts";
import { chance, forecastPhases, percent } from "./phase-forecast.ts";
import type { StackSettings } from "./settings.ts";

/** A sentence for whoever previews the stack. */
export type Remark = { severity: "info" | "warn"; text: string };

/** Below these, one waits in vain for the breaker to open, or to close again. */
const HARDLY_OPENS = 0.01;
const HARDLY_CLOSES = 0.05;

/** What the configured chaos will do, and what the configured breaker will make of it; `nowMs` is since the epoch. */
export function forecast(settings: StackSettings, nowMs: number): Remark[] {
  const phases = forecastPhases(settings, nowMs).map((text): Remark => ({ severity: "info", text }));
  return [...forecastAlways(settings), ...phases];
}

/** Nothing where no fault is always in force, or where there is no breaker. */
function forecastAlways({ breaker, chaos, order }: StackSettings): Remark[] {
  const { mode, openMs, maxRequests, intervalMs, minRequests, failureRatio } = breaker;
  const faults = faultsOf(chaos);
  if (mode === "off" || faults.length === 0) return [];
  const rate = order.expectedRatePerSecond;
  const replicas = order.autoscaling.enabled ? order.autoscaling.maxReplicas : order.replicas;
  const { failing, calls, opens, closes } = oddsOf(breaker, faults, rate);
  const window = intervalMs > 0 ? `within ${intervalMs / 1_000} s` : "ever";
  const remarks: Remark[] = [
    {
      severity: "info",
      text: [
        `chaos fails ${percent(failing)} of the calls. At ${rate} ${rate === 1 ? "call" : "calls"} a second to each replica of Order`,
        `(holdfast:order.expectedRatePerSecond), the chance that a replica's breaker opens ${window} is ${chance(opens)},`,
        `and that one half-open round of ${maxRequests} trials closes it ${chance(closes)}.`,
        `Each replica has a breaker of its own: half-open, up to ${replicas} × ${maxRequests} trials reach Payment.`,
      ].join(" "),
    },
  ];
  if (failing > 0 && opens < HARDLY_OPENS)
    remarks.push({
      severity: "warn",
      text:
        calls < minRequests
          ? `the breaker cannot open: its window has about ${calls} calls, and holdfast:breaker.minRequests is ${minRequests}. Make it smaller, or holdfast:breaker.intervalMs longer.`
          : `this chaos hardly ever opens the breaker: ${percent(failing)} fail, and holdfast:breaker.failureRatio is ${failureRatio}. Raise the one or lower the other, if you want to see it open.`,
    });
  // Where at least as many fail as the ratio says, it is meant to stay open.
  if (failing < failureRatio && closes < HARDLY_CLOSES)
    remarks.push({
      severity: "warn",
      text: `once open, the breaker hardly ever closes: one round in ${closes > 0 ? Math.round(1 / closes) : "infinitely many"} does, and there is one each ${openMs / 1_000} s at most, though fewer calls fail than holdfast:breaker.failureRatio allows. Lower holdfast:breaker.maxRequests (${maxRequests}).`,
    });
  return remarks;
}
