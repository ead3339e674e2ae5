import { oddsOf } from "../services/order/breaker/odds-of-settings.ts";
import { type Fault, faultsOf } from "../services/shared/chaos/fault-settings.ts";
import { nextOccurrence } from "../services/shared/chaos/occurrences.ts";
import type { Phase } from "../services/shared/chaos/phase-settings.ts";
import { tellFault } from "../services/shared/chaos/tell-faults.ts";
import type { StackSettings } from "./settings.ts";

/** A sentence or two on each phase: what it does, when it is next in force, and what the breaker will make of it. */
export function forecastPhases(settings: StackSettings, nowMs: number): string[] {
  return settings.chaos.phases.map(
    (phase) => `chaos phase ${phase.name}: ${tellPhase(phase)}. ${tellTimes(settings, phase, nowMs)}`,
  );
}

function tellPhase({ faults, replicas, rampMs }: Phase): string {
  const where = replicas ? ` on ${replicas.join(" and ")}` : "";
  const rising = rampMs > 0 ? `, rising for ${duration(rampMs)}` : "";
  return `${faultsOf(faults).map(tellFault).join(" and ")}${where}${rising}`;
}

function tellTimes(settings: StackSettings, phase: Phase, nowMs: number): string {
  const anchorMs = Date.parse(settings.chaos.anchor ?? "");
  const next = nextOccurrence(phase, anchorMs, nowMs);
  if (!next)
    return `It is over since ${instant(anchorMs + phase.startMs + phase.durationMs)}: set holdfast:chaos.anchor anew to see it again.`;
  const when = next.startMs <= nowMs ? `In force now, until ${instant(next.endMs)}` : `From ${instant(next.startMs)}`;
  const again = phase.repeatMs === undefined ? "" : `, every ${duration(phase.repeatMs)}`;
  return `${when}, for ${duration(phase.durationMs)}${again}. ${tellOdds(settings, phase)}`.trimEnd();
}

/** At the height of a phase that rises. Windows are taken to begin with it; each is a chance of its own. */
function tellOdds({ breaker, chaos, order, payment }: StackSettings, { faults, replicas, durationMs }: Phase): string {
  const struck = faultsOf(faults).filter(({ kind }) => kind !== "crash");
  if (breaker.mode === "off" || struck.length === 0) return "";
  const all = payment.autoscaling.enabled ? payment.autoscaling.minReplicas : payment.replicas;
  const named = replicas && !replicas.some((name) => name.endsWith("*")) ? Math.min(replicas.length, all) : all;
  const shared = struck.map((fault): Fault => ({ ...fault, percentage: (fault.percentage * named) / all }));
  const windowMs = Math.min(breaker.intervalMs || durationMs, durationMs);
  const odds = oddsOf(
    { ...breaker, intervalMs: windowMs },
    [...faultsOf(chaos), ...shared],
    order.expectedRatePerSecond,
  );
  const opens = 1 - (1 - odds.opens) ** Math.floor(durationMs / windowMs);
  const where = named < all ? `, since it strikes ${named} of ${all} replicas` : "";
  return `Meanwhile ${percent(odds.failing)} of the calls fail${where}, and the chance that a replica's breaker opens is ${chance(opens)}.`;
}

/** 0.25 as "25 %". */
export const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;

/** A probability, with no more digits than it deserves. */
export const chance = (value: number) =>
  value > 0 && value < 0.001 ? "below 0.001" : `${Number(value.toPrecision(2))}`;

const instant = (timeMs: number) => new Date(timeMs).toISOString().replace(".000Z", "Z");

const UNITS: [ms: number, name: string][] = [
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
];

/** In the largest unit that leaves a whole number. */
function duration(ms: number): string {
  const [unitMs, name] = UNITS.find(([unitMs]) => ms % unitMs === 0) ?? [1, "ms"];
  return `${ms / unitMs} ${name}`;
}
