/** The state of each replica's breaker over time, as its calls and the samples saw it. */
import { type BreakerState, type Run, STATES } from "./run.ts";

export type BreakerSpan = { replica: string; state: BreakerState; fromMs: number; toMs: number };

/** By replica, in the order of time. A change is seen by the next call or sample, so it may be late by that much. */
export function breakerSpans({ events, samples, endMs, scenario }: Run): BreakerSpan[] {
  const seen = new Map<string, { atMs: number; state: BreakerState }[]>();
  const see = (replica: string, atMs: number, state: BreakerState | undefined) => {
    // A stack's replicas may have records from before the run.
    if (!state || atMs < -scenario.warmUpMs) return;
    const list = seen.get(replica) ?? [];
    seen.set(replica, list);
    list.push({ atMs, state });
  };
  for (const [index, atMs] of events.atMs.entries())
    see(events.replicas[events.replica[index] ?? 0] ?? "", atMs, STATES[events.state[index] ?? 0]);
  for (const { replica, atMs, state } of samples) see(replica, atMs, state);
  return [...seen]
    .sort(([one], [other]) => one.localeCompare(other))
    .flatMap(([replica, list]) => {
      const spans: BreakerSpan[] = [];
      for (const { atMs, state } of list.sort((one, other) => one.atMs - other.atMs)) {
        const last = spans.at(-1);
        if (last) last.toMs = atMs;
        if (last?.state !== state) spans.push({ replica, state, fromMs: last ? atMs : -scenario.warmUpMs, toMs: atMs });
      }
      const last = spans.at(-1);
      if (last) last.toMs = Math.max(endMs, last.toMs);
      return spans;
    });
}
