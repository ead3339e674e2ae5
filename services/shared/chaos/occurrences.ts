/** When a phase is in force. Instants are milliseconds since the epoch, so no change of a clock's zone matters. */
import type { Phase } from "./phase-settings.ts";

/** What of a phase says when it is in force. */
export type Times = Pick<Phase, "startMs" | "durationMs" | "repeatMs">;

/** One time that a phase is in force: from `startMs` to just before `endMs`. */
export type Occurrence = {
  /** 0 for its first. */
  index: number;
  startMs: number;
  endMs: number;
};

/** The occurrence that is in force at `timeMs`. */
export function occurrenceAt(phase: Times, anchorMs: number, timeMs: number): Occurrence | undefined {
  const next = nextOccurrence(phase, anchorMs, timeMs);
  return next && next.startMs <= timeMs ? next : undefined;
}

/** The occurrence that is in force at `timeMs`, or else the next to come; undefined once all is over. */
export function nextOccurrence(phase: Times, anchorMs: number, timeMs: number): Occurrence | undefined {
  const { startMs, durationMs, repeatMs } = phase;
  const first = anchorMs + startMs;
  const index = repeatMs === undefined ? 0 : Math.max(0, Math.floor((timeMs - first - durationMs) / repeatMs) + 1);
  const begin = first + index * (repeatMs ?? 0);
  return begin + durationMs > timeMs ? { index, startMs: begin, endMs: begin + durationMs } : undefined;
}
