/** Two replicas of each service in local mode, with a database of their own, for a load of minutes; and what shows how they are. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { replicaPorts, requireFree } from "../../local/ports.ts";
import { type Local, startLocal } from "../../local/start-local.ts";
import { type Reconciliation, reconcile } from "../../reconcile/reconcile.ts";
import { createLog } from "../../services/shared/log.ts";
import { openDatabase } from "../../services/shared/postgres/database.ts";
import { openBooks } from "../dump.ts";
import { scrape, seriesOf } from "./scrape.ts";

export type StageOptions = {
  /** What the services are told beside their defaults, as their own schemas have it. */
  order?: Record<string, unknown>;
  orderLive?: Record<string, unknown>;
  /** Goes to every process of the services. */
  env?: Record<string, string>;
  say: (line: string) => void;
};

export type Stage = {
  local: Local;
  home: string;
  /** Orders that are pending, and payments that are. */
  underWay(): Promise<{ orders: number; payments: number }>;
  /** Of each replica of Order: closed, open or half-open. */
  breakers(): Promise<string[]>;
  /** How often the breakers have opened so far, out of whichever state. */
  opened(): Promise<number>;
  reconcile(): Promise<Reconciliation>;
  /** What has ended by itself so far: nothing should. */
  ended: string[];
  /** Nothing is left running, nor of its data. */
  end(): Promise<void>;
};

const REPLICAS = 2;
/** What was only under way is over by then: a lease, a take-over. */
const GRACE_MS = 15_000;

export async function startStage({ order = {}, orderLive = {}, env = {}, say }: StageOptions): Promise<Stage> {
  const home = mkdtempSync(path.join(tmpdir(), "holdfast-stage-"));
  const ended: string[] = [];
  const local = await startLocal({
    home,
    basePort: await freeBasePort(),
    order: { replicas: REPLICAS, settings: { logLevel: "warn", ...order }, live: orderLive },
    payment: { replicas: REPLICAS, settings: { logLevel: "warn" }, live: {} },
    env,
    say: (line) => {
      ended.push(line);
      say(line);
    },
  });
  const books = openBooks((name) => local.urls[name]);
  const orders = local.replicas.filter(({ service }) => service === "order");
  const pages = () => Promise.all(orders.map(({ ports }) => scrape(ports.metrics)));

  return {
    local,
    home,
    ended,
    underWay: books.underWay,
    async breakers() {
      const states = (await pages()).map((page) => seriesOf(page, "order_breaker_state"));
      return states.map((state) => state.find(({ value }) => value === 1)?.labels.state ?? "unknown");
    },
    async opened() {
      const moves = (await pages()).flatMap((page) => seriesOf(page, "order_breaker_transitions_total"));
      return moves.reduce((sum, { labels, value }) => sum + (labels.to === "open" ? value : 0), 0);
    },
    async reconcile() {
      const log = createLog({ service: "torture", replica: "" });
      log.level = "silent";
      const open = (url: string) => openDatabase({ url, log, connections: 1, statementMs: 60_000 });
      const { order, ledger, processor } = local.urls;
      const databases = { order: open(order), ledger: open(ledger), processor: open(processor) };
      try {
        return await reconcile({ databases, settle: () => delay(GRACE_MS) });
      } finally {
        await Promise.all(Object.values(databases).map((database) => database.close()));
      }
    },
    async end() {
      await books.close();
      await local.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Where local mode's ports can begin: they lie below those that Linux gives to outgoing connections. */
async function freeBasePort(): Promise<number> {
  for (;;) {
    const base = 10_000 + Math.floor(Math.random() * 20_000);
    const replicas = (["order", "payment"] as const).flatMap((service) =>
      [1, 2].map((replica) => replicaPorts(base, service, replica)),
    );
    const ports = [base, ...replicas.flatMap(({ grpc, metrics }) => [grpc, metrics])];
    if (
      await requireFree(ports, 0).then(
        () => true,
        () => false,
      )
    )
      return base;
  }
}
