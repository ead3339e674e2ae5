/** The breakers' records as columns. */
import { existsSync } from "node:fs";
import type { CallEvent } from "../../services/order/breaker/call-event.ts";
import { readCallEvents } from "../../services/order/breaker/read-call-events.ts";
import { type Events, STATES, VERDICTS } from "../run.ts";

export async function readEvents(file: string, startedAtMs: number): Promise<Events> {
  const events: Events = { replicas: [], replica: [], atMs: [], tookMs: [], state: [], verdict: [] };
  if (existsSync(file)) for await (const event of readCallEvents(file)) addEvent(events, event, startedAtMs);
  return events;
}

export function addEvent(events: Events, event: CallEvent, startedAtMs: number): void {
  const known = events.replicas.indexOf(event.replica);
  events.replica.push(known === -1 ? events.replicas.push(event.replica) - 1 : known);
  events.atMs.push(Math.round(event.at - startedAtMs));
  events.tookMs.push(Math.round(event.durationMs));
  events.state.push(STATES.indexOf(event.state));
  events.verdict.push(event.verdict ? VERDICTS.indexOf(event.verdict) : -1);
}
