/** What is done to the services in a round, drawn beforehand from the round's seed. */

import { DATABASES, type DatabaseName } from "../local/databases.ts";
import type { Random } from "../services/order/breaker/seeded.ts";
import { CRASH_POINTS as ORDER_POINTS } from "../services/order/crash-points.ts";
import { CRASH_POINTS as PAYMENT_POINTS } from "../services/payment/crash-points.ts";

export const REPLICAS = ["order-1", "order-2", "payment-1", "payment-2"] as const;
export type ReplicaName = (typeof REPLICAS)[number];

/** From whom to whom; each is a proxy of its own. */
export const LINKS = [
  "order-1>payment-1",
  "order-1>payment-2",
  "order-2>payment-1",
  "order-2>payment-2",
  "order-1>order",
  "order-2>order",
  "payment-1>ledger",
  "payment-2>ledger",
  "payment-1>processor",
  "payment-2>processor",
  "clients>order-1",
  "clients>order-2",
] as const;
export type LinkName = (typeof LINKS)[number];

/** `downMs`: how long until it is there again. */
export type Fault =
  /** SIGKILL, or SIGTERM as a rollout sends it. */
  | { kind: "kill" | "end"; replica: ReplicaName; downMs: number }
  /** SIGSTOP, and SIGCONT after `downMs`: longer than a lease, for a replica that will not know what happened meanwhile. */
  | { kind: "stop"; replica: ReplicaName; downMs: number }
  | { kind: "kill-database"; database: DatabaseName; downMs: number }
  /** Connections are reset; nothing gets through; requests get through and answers do not. */
  | { kind: "cut" | "blackhole" | "drop-replies"; link: LinkName; downMs: number }
  /** A replica died at its point, and is started again. */
  | { kind: "crash-point"; replica: ReplicaName; point: string; downMs: number };

export type FaultKind = Fault["kind"];
export const FAULT_KINDS = [
  "kill",
  "end",
  "stop",
  "kill-database",
  "cut",
  "blackhole",
  "drop-replies",
  "crash-point",
] as const satisfies readonly FaultKind[];

export type Scheduled = { atMs: number; fault: Exclude<Fault, { kind: "crash-point" }> };

/** How long clients call, and faults strike. */
export const LOAD_MS = 3_000;

export function drawFaults(random: Random): Scheduled[] {
  const count = 4 + Math.floor(random.next() * 5);
  return Array.from({ length: count }, () => ({
    atMs: Math.floor(100 + random.next() * (LOAD_MS - 400)),
    fault: drawFault(random),
  })).sort((a, b) => a.atMs - b.atMs);
}

function drawFault(random: Random): Scheduled["fault"] {
  const kind = random.pick<Scheduled["fault"]["kind"]>([
    "kill",
    "kill",
    "end",
    "stop",
    "stop",
    "kill-database",
    "cut",
    "blackhole",
    "drop-replies",
    "drop-replies",
  ]);
  const between = (min: number, max: number) => Math.floor(min + random.next() * (max - min));
  switch (kind) {
    case "kill":
    case "end":
      return { kind, replica: random.pick(REPLICAS), downMs: between(0, 500) };
    case "stop":
      // Order's lease is over after 500 ms here, Payment's after a second: it wakes while others are at its work, or later.
      return {
        kind,
        replica: random.pick(REPLICAS),
        downMs: random.next() < 0.5 ? between(400, 900) : between(900, 1_600),
      };
    case "kill-database":
      return { kind, database: random.pick(DATABASES), downMs: between(0, 500) };
    case "cut":
    case "drop-replies":
      return { kind, link: random.pick(LINKS), downMs: between(100, 900) };
    case "blackhole":
      // Half of them before the order book: what came of a charge is then written late, when others are at the order.
      return {
        kind,
        link: random.next() < 0.5 ? random.pick(["order-1>order", "order-2>order"]) : random.pick(LINKS),
        downMs: between(100, 900),
      };
  }
}

/** Where a replica is made to die, as HOLDFAST_CRASH_POINT has it: at whichever of its points it comes to first. */
export type Arms = (replica: ReplicaName) => string;

/** Where no replica of a service has died yet in this run. */
export type Untried = Record<"order" | "payment", readonly string[]>;

/** A replica waits at two points, since some are rarely come to. */
const POINTS_EACH = 2;

/** Points that are untried come first, each at its first reach; when all were tried, any is, in the middle of other work too. */
export function crashArms(random: Random, untried: Untried): Arms {
  const all = { order: shuffle(ORDER_POINTS, random), payment: shuffle(PAYMENT_POINTS, random) };
  const left = { order: shuffle(untried.order, random), payment: shuffle(untried.payment, random) };
  let turn = 0;
  return (replica) => {
    if (random.next() < 0.25) return "";
    const service = replica.startsWith("order") ? "order" : "payment";
    return Array.from({ length: POINTS_EACH }, () => {
      const rare = left[service].shift();
      if (rare !== undefined) return `${rare}#1`;
      const nth = random.next() < 0.5 ? 1 : 1 + Math.floor(random.next() * 8);
      return `${all[service][turn++ % all[service].length]}#${nth}`;
    }).join(",");
  };
}

function shuffle(points: readonly string[], random: Random): string[] {
  const drawn = points.map((point) => ({ point, place: random.next() }));
  return drawn.sort((a, b) => a.place - b.place).map(({ point }) => point);
}
