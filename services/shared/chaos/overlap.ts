/** Whether two phases can ever do the same thing to the same replica at the same time. Purely arithmetic: no search. */
import { type FaultKind, faultsOf } from "./fault-settings.ts";
import { nextOccurrence, type Times } from "./occurrences.ts";
import type { Phase } from "./phase-settings.ts";
import { isPrefix, replicasOf } from "./replicas.ts";

/** Two phases, by their index, and a kind that both have. */
export type Overlap = { earlier: number; later: number; kind: FaultKind };

/** Of each pair of phases at most one. */
export function overlapsOf(phases: readonly Phase[]): Overlap[] {
  return phases.flatMap((later, index) =>
    phases.slice(0, index).flatMap((earlier, earlierIndex) => {
      const kind = commonKind(earlier, later);
      if (kind === undefined || !shareReplica(earlier, later) || !meet(earlier, later)) return [];
      return [{ earlier: earlierIndex, later: index, kind }];
    }),
  );
}

function commonKind(one: Phase, other: Phase): FaultKind | undefined {
  return faultsOf(one.faults).find(({ kind }) => other.faults[kind])?.kind;
}

function shareReplica(one: Phase, other: Phase): boolean {
  return replicasOf(one).some((a) => replicasOf(other).some((b) => isPrefix(a, b) || isPrefix(b, a)));
}

/** Whether the phases are ever in force together. Each is from its begin to just before its end. */
export function meet(one: Times, other: Times): boolean {
  if (one.repeatMs === undefined) return meetsOnce(other, one);
  if (other.repeatMs === undefined) return meetsOnce(one, other);
  // Begins of the two lie apart by other.startMs - one.startMs, and any multiple of what their periods have in common.
  const step = greatestCommonDivisor(one.repeatMs, other.repeatMs);
  const apart = remainder(other.startMs - one.startMs, step);
  return apart < one.durationMs || step - apart < other.durationMs;
}

/** Of a phase, only the first occurrence that ends after the begin of `single` could meet it. */
function meetsOnce(phase: Times, single: Times): boolean {
  const next = nextOccurrence(phase, 0, single.startMs);
  return next !== undefined && next.startMs < single.startMs + single.durationMs;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function remainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
