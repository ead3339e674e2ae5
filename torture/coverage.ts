/** What a run has come by: a verdict without violations means little where nothing was tried. */

import type { ServiceName } from "../local/live-files.ts";
import { CRASH_POINTS as ORDER_POINTS } from "../services/order/crash-points.ts";
import { CRASH_POINTS as PAYMENT_POINTS } from "../services/payment/crash-points.ts";
import { FAULT_KINDS, type Untried } from "./faults.ts";
import type { HistoryEvent, OrderRow } from "./history.ts";

/** How often each thing was come by; what a run must come by is in it from the start. */
export type Coverage = Map<string, number>;

const STATES = [
  "told: PAYMENT_PENDING to CHARGE",
  "told: PAYMENT_PENDING to CANCEL",
  "told: PAYMENT_PENDING to CHANGE_PAYMENT_METHOD",
  "ended: confirmed",
  "ended: confirmed despite a change",
  "ended: confirmed with another method",
  "ended: declined",
  "ended: cancelled, never charged",
  "ended: cancelled, given back",
  "ended: needs-review",
];

export function newCoverage(): Coverage {
  return new Map(
    [
      ...FAULT_KINDS.map((kind) => `fault: ${kind}`),
      ...ORDER_POINTS.map((point) => deathAt("order", point)),
      ...PAYMENT_POINTS.map((point) => deathAt("payment", point)),
      ...STATES,
    ].map((name) => [name, 0]),
  );
}

/** Adds what a round came by. */
export function cover(coverage: Coverage, events: HistoryEvent[]): void {
  for (const name of events.flatMap(namesOf)) coverage.set(name, (coverage.get(name) ?? 0) + 1);
}

/** The points of the services at which nobody has died yet. */
export function untriedPoints(coverage: Coverage): Untried {
  const of = (service: ServiceName, points: readonly string[]) =>
    points.filter((point) => coverage.get(deathAt(service, point)) === 0);
  return { order: of("order", ORDER_POINTS), payment: of("payment", PAYMENT_POINTS) };
}

function deathAt(service: string, point: string): string {
  return `${service} died: ${point}`;
}

/** What was never come by. */
export function gaps(coverage: Coverage): string[] {
  return [...coverage].filter(([, count]) => count === 0).map(([name]) => name);
}

function namesOf(event: HistoryEvent): string[] {
  switch (event.type) {
    case "fault": {
      const { fault } = event;
      if (fault.kind !== "crash-point") return [`fault: ${fault.kind}`];
      return [`fault: ${fault.kind}`, deathAt(fault.replica.replace(/-\d$/, ""), fault.point)];
    }
    case "answered":
      return event.order.status === "PAYMENT_PENDING" ? [`told: PAYMENT_PENDING to ${event.order.pendingAction}`] : [];
    case "order":
      return [`ended: ${endOf(event)}`];
    default:
      return [];
  }
}

function endOf({ status, despiteChange, attempt, reversed }: OrderRow): string {
  if (status === "confirmed" && despiteChange) return "confirmed despite a change";
  if (status === "confirmed" && attempt > 1) return "confirmed with another method";
  if (status === "cancelled") return reversed ? "cancelled, given back" : "cancelled, never charged";
  return status;
}
