/** The timeline: which faults are in force at an instant. */
import type { ChaosSettings } from "./chaos-settings.ts";
import { type Fault, faultsOf } from "./fault-settings.ts";
import { type Occurrence, occurrenceAt } from "./occurrences.ts";
import { ALWAYS, type Phase } from "./phase-settings.ts";
import { strikesReplica } from "./replicas.ts";

/** A fault, with its percentage as it is at that instant, and where it comes from. */
export type FaultInForce = Fault & {
  /** The name of its phase, or "always". */
  phase: string;
  /** Which occurrence of the phase, from 0. */
  occurrence: number;
  /** When that began, in milliseconds since the epoch; 0 for what is always in force. */
  sinceMs: number;
  /** Where it strikes, if not everywhere. */
  replicas?: readonly string[] | undefined;
};

/**
 * The faults in force at `timeMs` (since the epoch) for a replica, or for any one if none is named.
 * The same for all who ask, whenever they ask: it depends on its arguments alone.
 */
export function faultsAt(chaos: ChaosSettings, timeMs: number, replica?: string): FaultInForce[] {
  const always = faultsOf(chaos).map((fault) => ({ ...fault, phase: ALWAYS, occurrence: 0, sinceMs: 0 }));
  if (chaos.anchor === undefined) return always;
  const anchorMs = Date.parse(chaos.anchor);
  const inPhases = chaos.phases.flatMap((phase) => {
    if (replica !== undefined && !strikesReplica(phase, replica)) return [];
    const occurrence = occurrenceAt(phase, anchorMs, timeMs);
    return occurrence ? faultsOfPhase(phase, occurrence, timeMs) : [];
  });
  return [...always, ...inPhases];
}

function faultsOfPhase({ name, rampMs, replicas, faults }: Phase, occurrence: Occurrence, timeMs: number) {
  const height = rampMs === 0 ? 1 : Math.min(1, (timeMs - occurrence.startMs) / rampMs);
  return faultsOf(faults).map((fault) => ({
    ...fault,
    percentage: fault.percentage * height,
    phase: name,
    occurrence: occurrence.index,
    sinceMs: occurrence.startMs,
    replicas,
  }));
}
