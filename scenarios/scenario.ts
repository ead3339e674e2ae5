/** A scenario is data: what is done to the system, what we believe will happen, and how that is measured. */
import type { z } from "zod";
import type { OrderLiveSettings, OrderSettings } from "../services/order/settings.ts";
import type { PaymentSettings } from "../services/payment/settings.ts";
import type { ChaosSettings } from "../services/shared/chaos/chaos-settings.ts";

/** Instants and durations are milliseconds; 0 is the begin of the measured part, and the warm-up is before it. */
export type Window = { fromMs: number; toMs: number };

export type Scenario = {
  /** As it is called: "one-bad-replica". */
  name: string;
  title: string;
  /** What we believe, in a sentence or two. */
  hypothesis: string;
  /** 1: the settings of the article, in real time. 0.1: its windows, pauses and phases take a tenth of the time. */
  timeFactor: number;
  warmUpMs: number;
  /** Calls begin until then. */
  durationMs: number;
  /** Pending orders may take that long after the last call. */
  settleMs: number;
  load: Load;
  replicas: { order: number; payment: number };
  order: z.input<typeof OrderSettings>;
  live: Omit<z.input<typeof OrderLiveSettings>, "chaos">;
  payment: z.input<typeof PaymentSettings>;
  /** Its anchor is the begin of the measured part. */
  chaos: Omit<z.input<typeof ChaosSettings>, "anchor">;
  actions: Action[];
  /** Parts that expectations and readers speak of: "outage". */
  windows: Record<string, Window>;
  expectations: Expectation[];
  /** For docs/failure-modes.md, where it stands for a way to fail. */
  failureMode?: FailureMode;
};

/** Calls begin when they are due, whatever became of those before. */
export type Load = {
  /** Arrivals a second, changing evenly from each instant to the next. */
  rate: { atMs: number; perSecond: number }[];
  spacing: "even" | "poisson";
  /** Of 100 arrivals so many look at an order (GetOrder); the others place one. */
  getPercentage: number;
  clients: number;
  deadlineMs: number;
  /** Calls under way at a time, of both kinds together, as a gateway has; what finds no room is dropped, and counted. */
  mostInFlight: number;
  /** How often each is used, by its weight. */
  paymentMethods: Record<string, number>;
  /** How often a call without an answer is made again at once, under the same key. */
  retries: number;
};

export type Action =
  /** SIGKILL; it is started again by itself. */
  | { kind: "kill"; atMs: number; replica: string }
  /** SIGKILL to the PostgreSQL server of all databases, and a new start on its files. */
  | { kind: "database-down"; atMs: number; forMs: number };

/** What a reader is told of a way to fail, beside what was measured. */
export type FailureMode = { fault: string; client: string; metric: string; recovery: string };

/** How calls ended. Those that say what became of an order are durable: it is written down. */
export const DURABLE = ["CONFIRMED", "DECLINED", "PAYMENT_PENDING"] as const;

export type Measure =
  /** Placed orders that ended so, of all that were due in the window, in percent. */
  | { kind: "share"; outcomes: readonly string[]; during?: string }
  | { kind: "found"; during?: string }
  /** Calls that were answered: from the instant that they were due. */
  | { kind: "latency"; method: "PlaceOrder" | "GetOrder"; percentile: number; during?: string }
  /** Durable answers a second, each within `withinMs` of the instant that it was due. */
  | { kind: "useful"; withinMs: number; during?: string }
  | { kind: "dropped"; during?: string }
  /** How often breakers opened, at all replicas together. */
  | { kind: "trips" }
  /** Calls that were sent to Payment, of both replicas, in the window. */
  | { kind: "sent"; during: string }
  /** Percent of the time in the window that breakers were closed, on average of the replicas. */
  | { kind: "closed"; during: string }
  /** From the first failure in the window to the first call that found a breaker open. */
  | { kind: "time-to-open"; during: string }
  /** From the window's end until the last order that was pending then was settled. */
  | { kind: "time-to-settled"; during: string }
  /** Orders that are still pending at the end. */
  | { kind: "pending" }
  | { kind: "most-pending" }
  | { kind: "in-review" }
  /** Orders in the book, for each key that clients used. */
  | { kind: "orders-per-key" }
  /** Differences between the order book, the ledger and the movements of money. */
  | { kind: "money" }
  /** How many times as much it is as in the last whole run of another scenario on the same target, in its window of the same name. */
  | { kind: "times"; of: Measure; scenario: string };

export type Expectation =
  | { measure: Measure; is: "at least" | "at most" | "exactly"; bound: number }
  /** What the settings and the load imply, by the formula in implied.ts. */
  | { measure: Extract<Measure, { kind: "time-to-open" | "time-to-settled" }>; is: "implied" };
