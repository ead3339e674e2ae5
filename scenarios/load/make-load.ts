/**
 * Makes the load: open-loop, so that a slow system gets no less of it. Time counts from the instant that a call was due,
 * not from when it was sent: waiting for a busy machine is waiting too (G. Tene's "coordinated omission").
 */
import { type Calls, METHODS } from "../run.ts";
import type { Load } from "../scenario.ts";
import type { Arrival } from "./arrivals.ts";
import type { Customers, Ended } from "./customer.ts";
import type { LoadProgress } from "./plan.ts";

export type MakeLoadOptions = {
  load: Load;
  arrivals: readonly Arrival[];
  customers: Customers;
  runId: string;
  /** Milliseconds since the begin of the measured part. */
  now: () => number;
  /** Resolves at that instant. */
  until: (ms: number) => Promise<void>;
  stopping: AbortSignal;
};

const SAYS_NOTHING = new Set([
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "RESOURCE_EXHAUSTED",
  "CANCELLED",
  "ABORTED",
  "INTERNAL",
  "UNKNOWN",
]);

/** `calls` has those that were due in the measured part; `progress` counts all. */
export function makeLoad(options: MakeLoadOptions): { progress: () => LoadProgress; ended: Promise<Calls> } {
  const { load, arrivals, customers, runId, now, until, stopping } = options;
  const calls: Calls = { method: [], dueMs: [], tookMs: [], outcome: [], tries: [], outcomes: [] };
  const placed = Array.from({ length: load.clients }, (): string[] => []);
  const counts = { answered: 0, failed: 0, dropped: 0 };
  const underWay = new Set<Promise<void>>();

  function record({ method, dueMs }: Arrival, outcome: string, tries: number): void {
    const known = calls.outcomes.indexOf(outcome);
    if (outcome === "DROPPED") counts.dropped++;
    else if (SAYS_NOTHING.has(outcome)) counts.failed++;
    else counts.answered++;
    if (dueMs < 0) return;
    calls.method.push(METHODS.indexOf(method));
    calls.dueMs.push(toTenth(dueMs));
    calls.tookMs.push(toTenth(now() - dueMs));
    calls.outcome.push(known === -1 ? calls.outcomes.push(outcome) - 1 : known);
    calls.tries.push(tries);
  }

  /** This client, or else another one: who has not ordered yet does not look. */
  function whoHasOrders(client: number): number {
    const order = placed.map((_, offset) => (client + offset) % placed.length);
    return order.find((one) => (placed[one] ?? []).length > 0) ?? client;
  }

  async function once(arrival: Arrival, index: number): Promise<Ended> {
    if (arrival.method === "GetOrder") {
      const owner = whoHasOrders(arrival.client);
      const orders = placed[owner] ?? [];
      const orderId = orders[Math.floor(arrival.pick * orders.length)];
      return orderId === undefined ? { outcome: "NO_ORDER_YET" } : customers.get(`${runId}-${owner}`, orderId);
    }
    const client = `${runId}-${arrival.client}`;
    const { paymentMethod } = arrival;
    const ended = await customers.place(client, { key: `${runId}-${index}`, paymentMethod });
    if (ended.orderId) placed[arrival.client]?.push(ended.orderId);
    return ended;
  }

  async function run(arrival: Arrival, index: number): Promise<void> {
    for (let tries = 1; ; tries++) {
      const { outcome } = await once(arrival, index);
      if (tries <= load.retries && SAYS_NOTHING.has(outcome) && !stopping.aborted) continue;
      return record(arrival, outcome, tries);
    }
  }

  async function all(): Promise<Calls> {
    for (const [index, arrival] of arrivals.entries()) {
      if (stopping.aborted) break;
      if (arrival.dueMs > now()) await until(arrival.dueMs);
      if (underWay.size >= load.mostInFlight) record(arrival, "DROPPED", 0);
      else {
        const work: Promise<void> = run(arrival, index).finally(() => underWay.delete(work));
        underWay.add(work);
      }
    }
    await Promise.all(underWay);
    return calls;
  }

  return { progress: () => ({ atMs: Math.round(now()), underWay: underWay.size, ...counts }), ended: all() };
}

const toTenth = (ms: number) => Math.round(ms * 10) / 10;
