/** What is kept of a run: all that its report needs. What a version holds never changes: another field is another version. */
import { readFileSync } from "node:fs";
import { Problem, reasonOf } from "../sandbox/problem.ts";
import type { Scenario } from "./scenario.ts";

export const STATES = ["closed", "open", "half-open"] as const;
export const VERDICTS = ["success", "failure", "excluded"] as const;
export const METHODS = ["PlaceOrder", "GetOrder"] as const;
export type BreakerState = (typeof STATES)[number];

/** Instants are milliseconds since the begin of the measured part. Long lists are columns: the same place in each is one thing. */
export type Run = {
  format: "holdfast-run";
  version: 1;
  scenario: Scenario;
  target: string;
  seed: number;
  /** Of the machine that made the load: how busy it was with this and all else. */
  machine?: { cpus: number; loadAverage: number };
  /** When the measured part began. */
  startedAt: string;
  endMs: number;
  interrupted: boolean;
  calls: Calls;
  events: Events;
  samples: Sample[];
  faults: FaultSpan[];
  actions: { atMs: number; what: string }[];
  /** The order book at the end; none where it could not be read. */
  orders?: OrderRows;
  money?: MoneyCheck;
};

/** A call as its client saw it. */
export type Calls = {
  method: number[];
  /** When it was due, which is before it began if the machine was busy. */
  dueMs: number[];
  /** From then until it ended, retries included. */
  tookMs: number[];
  /** Index into `outcomes`: an order's status, "FOUND", a gRPC code, or "DROPPED". */
  outcome: number[];
  tries: number[];
  outcomes: string[];
};

/** What the breakers recorded: call-event.ts, version 1. */
export type Events = {
  replicas: string[];
  replica: number[];
  atMs: number[];
  tookMs: number[];
  state: number[];
  /** -1: the call was not made. */
  verdict: number[];
};

/** Of a replica of Order, each second. */
export type Sample = {
  atMs: number;
  replica: string;
  state?: BreakerState | undefined;
  memoryMb?: number | undefined;
  pending?: number | undefined;
  oldestSeconds?: number | undefined;
};

export type FaultSpan = { replica: string; fromMs: number; toMs: number; fault: string };

/** Orders of this run's clients. `keys`: how many idempotency keys they have. */
export type OrderRows = { placedMs: number[]; settledMs: (number | null)[]; status: string[]; keys: number };

export type MoneyCheck = {
  orders: number;
  ledgerRows: number;
  movements: number;
  pending: number;
  inReview: number;
  differences: string[];
};

export function readRun(file: string): Run {
  let content: Partial<Run>;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Problem(`${file} cannot be read: ${reasonOf(error)}`, "Run the scenario first, or name another run.");
  }
  if (content.format !== "holdfast-run" || content.version !== 1)
    throw new Problem(`${file} is no run of version 1`, "Name the run.json of a scenario that this clone ran.");
  return content as Run;
}
