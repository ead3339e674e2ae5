/** Refuses calls when a replica has enough to do: to answer some in time is better than all too late. */
import type { LoadSheddingSettings } from "./protection-settings.ts";

/** Reads change nothing, writes do, and watches are streams that stay. */
export type CallKind = "read" | "write" | "watch";

export type LoadDecision =
  /** Call `leave` once, when the call has ended. */
  { kind: "admitted"; leave: () => void } | { kind: "refused"; because: "under-way" | "event-loop" };

export type LoadSheddingOptions = {
  /** The settings in force at the moment of the call. */
  settings: () => LoadSheddingSettings;
  /** How late the event loop is. */
  loopDelayMs: () => number;
};

export function loadShedding({ settings, loopDelayMs }: LoadSheddingOptions) {
  const underWay: Record<CallKind, number> = { read: 0, write: 0, watch: 0 };
  return {
    underWay: underWay as Readonly<Record<CallKind, number>>,
    enter(kind: CallKind): LoadDecision {
      const limits = settings();
      // A read costs little and tells a client whether it must do anything at all: it goes on for longer.
      const patience = kind === "write" ? 1 : 2;
      if (loopDelayMs() > limits.maxEventLoopDelayMs * patience) return { kind: "refused", because: "event-loop" };
      if (underWay[kind] >= mostOf(kind, limits)) return { kind: "refused", because: "under-way" };
      underWay[kind]++;
      return { kind: "admitted", leave: () => underWay[kind]-- };
    },
  };
}

function mostOf(kind: CallKind, { maxReads, maxWrites, maxWatches }: LoadSheddingSettings): number {
  return { read: maxReads, write: maxWrites, watch: maxWatches }[kind];
}
