import type { CallEvent } from "../breaker/call-event.ts";
import { type History, historyOf, type PastCall } from "./history.ts";

/** What was on record: one history for each replica that made a call, and how much of it nobody knows the end of. */
export type Recording = { histories: History[]; calls: number; withoutOutcome: number };

/**
 * Makes histories of records. A call that was refused in `enforce` has no outcome: it is left out of the history, which
 * is then too kind or too harsh to other settings. Only a recording in `observe` (or `off`) is whole.
 */
export async function recordingOf(events: AsyncIterable<CallEvent> | Iterable<CallEvent>): Promise<Recording> {
  const byReplica = new Map<string, PastCall[]>();
  let calls = 0;
  let withoutOutcome = 0;
  for await (const { replica, at, durationMs, verdict } of events) {
    calls++;
    if (verdict === undefined) {
      withoutOutcome++;
      continue;
    }
    const past = byReplica.get(replica);
    if (past) past.push({ at, durationMs, verdict });
    else byReplica.set(replica, [{ at, durationMs, verdict }]);
  }
  const histories = [...byReplica].map(([replica, past]) => historyOf(`recorded, ${replica}`, "recorded", past));
  return { histories, calls, withoutOutcome };
}
