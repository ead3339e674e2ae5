/** What the process that makes the load is told on its standard input, as JSON. */
import type { Load } from "../scenario.ts";

export type LoadPlan = {
  load: Load;
  /** A gRPC target: all replicas of Order. */
  target: string;
  /** When the measured part begins, in milliseconds since the epoch; the warm-up is before. */
  startAtMs: number;
  warmUpMs: number;
  durationMs: number;
  seed: number;
  /** Part of each client's name and key, so that runs on one stack do not meet. */
  runId: string;
  /** Where the records go: `Calls` of run.ts, as JSON. */
  file: string;
};

/** What it prints while it runs, one JSON line a second. */
export type LoadProgress = { atMs: number; underWay: number; answered: number; failed: number; dropped: number };
