/** Which ports a local run uses: the same ones each time, so that they can be remembered and bookmarked. */
import { setTimeout as delay } from "node:timers/promises";
import { holderOf, isFree } from "../sandbox/ports.ts";
import { Problem } from "../sandbox/problem.ts";
import type { ServiceName } from "./live-files.ts";

/** Below the ports that Linux gives to outgoing connections: a replica that is down for a moment finds its own free. */
export const DEFAULT_BASE_PORT = 24_000;
/** A service has room for this many replicas. */
export const MOST_REPLICAS = 20;

/** From the base port: PostgreSQL, then each replica's gRPC and metrics by its number, from 1. */
const GRPC: Record<ServiceName, number> = { order: 100, payment: 300 };
const METRICS_AFTER = 100;
const LAST = GRPC.payment + METRICS_AFTER + MOST_REPLICAS;

export type ReplicaPorts = { grpc: number; metrics: number };

export function replicaPorts(base: number, service: ServiceName, replica: number): ReplicaPorts {
  const grpc = base + GRPC[service] + replica;
  return { grpc, metrics: grpc + METRICS_AFTER };
}

/** The largest base that leaves room for all ports. */
export const HIGHEST_BASE_PORT = 65_535 - LAST;

/** Throws a Problem that names the first port that is taken, and by whom, if it is still so after `patienceMs`. */
export async function requireFree(ports: number[], patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (const port of ports) {
    while (!(await isFree(port))) {
      if (performance.now() > deadline) throw takenPort(port);
      await delay(100);
    }
  }
}

function takenPort(port: number): Problem {
  const holder = holderOf(port);
  return new Problem(
    `port ${port} on 127.0.0.1 is taken${holder ? ` by ${holder}` : ""}`,
    "End what uses it, or move all ports with `npm run local -- --port N`.",
  );
}
