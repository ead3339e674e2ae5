import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import type { DatabaseName } from "../../local/databases.ts";
import { seeded } from "../../services/order/breaker/seeded.ts";
import { check } from "../../torture/check.ts";
import { callerOf } from "../../torture/client.ts";
import { customer } from "../../torture/customer.ts";
import { openBooks } from "../../torture/dump.ts";
import { type HistoryEvent, historyFile } from "../../torture/history.ts";
import { forwardPod } from "../port-forward.ts";
import { type Clone, sharedClone, sharedSandbox } from "./clone.ts";
import { readyPods, within } from "./pods.ts";

const NAMESPACE = "holdfast-dev";
/** `npm run verify -- pods` has 300. */
const SECONDS = Number(process.env.PODS_SECONDS ?? 60);
const SEED = Number(process.env.SEED ?? 1);
const CUSTOMERS = 6;
/** A deletion every so often, and some of them of two pods at once. */
const PAUSE_MS = { min: 4_000, max: 12_000 };
/** The longest back-off is a minute, and databases may have to come up first. */
const SETTLE_MS = 240_000;
/** So that runs on one stack do not meet. */
const RUN = `pods-${process.pid}-${Date.now()}`;

const SERVICES = ["order", "order", "payment", "payment", "order-database", "payment-database"] as const;

describe("pods deleted at random under load", () => {
  let clone: Clone;
  before(async () => {
    await sharedSandbox();
    clone = sharedClone();
  });

  test(`no order is lost and none is paid twice in ${SECONDS} s`, async (t) => {
    const folder = path.join(import.meta.dirname, "..", "..", ".build", "torture", "pods");
    mkdirSync(folder, { recursive: true });
    const write = historyFile(path.join(folder, "round-00000.jsonl"));
    const history: HistoryEvent[] = [];
    const record = (event: HistoryEvent) => {
      history.push(event);
      write(event);
    };
    const started = performance.now();
    const sinceStart = () => Math.round(performance.now() - started);
    record({ type: "round", seed: String(SEED), round: 0, startedAt: Date.now() });

    const random = seeded(SEED);
    const caller = callerOf([await orderPort(clone)], record, sinceStart);
    const market: string[] = [];
    const customers = Array.from({ length: CUSTOMERS }, (_, index) =>
      customer({ clientId: `${RUN}-${index}`, caller, random: seeded(SEED + index + 1), market, slow: false }),
    );

    const isOver = () => performance.now() - started > SECONDS * 1_000;
    const deleted: string[] = [];
    async function deletePods(): Promise<void> {
      while (!isOver()) {
        await delay(PAUSE_MS.min + random.next() * (PAUSE_MS.max - PAUSE_MS.min));
        const pods = await readyPods(clone, NAMESPACE, random.pick(SERVICES));
        const victim = pods[Math.floor(random.next() * pods.length)];
        if (!victim) continue;
        // Half of them in order, as a node that is drained does it; the others at once, as one that is lost.
        const how = random.next() < 0.5 ? [] : ["--grace-period=0", "--force"];
        await clone.kubectl("delete", "pod", "-n", NAMESPACE, victim.name, "--wait=false", ...how);
        deleted.push(victim.name);
      }
    }
    await Promise.all([deletePods(), ...customers.map(({ shop }) => shop(isOver))]);
    const restoreChaos = await withoutChaos(clone);
    t.after(restoreChaos);
    record({ type: "calm", atMs: sinceStart() });

    const back = await within(180_000, "all pods ready again", async () => {
      const ready = await Promise.all([...new Set(SERVICES)].map((service) => readyPods(clone, NAMESPACE, service)));
      return ready.every(({ length }, index) => length >= (index < 2 ? 2 : 1));
    });
    const books = await openPodsBooks(clone);
    try {
      const settling = performance.now();
      while ((await underWay(books)) > 0 && performance.now() - settling < SETTLE_MS) await delay(1_000);
      await Promise.all(customers.map(({ lookBack }) => lookBack()));
      while ((await underWay(books)) > 0 && performance.now() - settling < SETTLE_MS) await delay(1_000);
      record({ type: "settled", atMs: sinceStart(), ...(await books.underWay()) });
      t.diagnostic(
        `settled ${Math.round((performance.now() - settling) / 1_000)} s after all pods were back (${Math.round(back / 1_000)} s)`,
      );
      const mine = ofThisRun(record);
      await books.dump(mine);
    } finally {
      caller.close();
      await books.close();
    }
    const orders = history.filter(({ type }) => type === "order").length;
    const calls = history.filter(({ type }) => type === "ended").length;
    t.diagnostic(`${deleted.length} pods deleted (${deleted.join(", ")}), ${calls} calls, ${orders} orders`);
    assert.ok(deleted.length > 0 && orders > 0);
    assert.deepEqual(check(history).slice(0, 20), []);
  });
});

async function orderPort(clone: Clone): Promise<number> {
  const { stdout } = await clone.npm("run", "status");
  const port = Number(/order-dev +127\.0\.0\.1:(\d+)/.exec(stdout)?.[1]);
  assert.ok(port > 0, stdout);
  return port;
}

/** The dev stack's Payment fails one call in four, which would keep a backlog for long. Gives what takes that back. */
async function withoutChaos(clone: Clone): Promise<() => Promise<void>> {
  const chaos = (await clone.pulumi("config", "get", "holdfast:chaos", "-s", "dev")).trim();
  const up = () => clone.pulumi("up", "-s", "dev", "--yes", "--skip-preview");
  await clone.pulumi("config", "rm", "holdfast:chaos", "-s", "dev");
  await up();
  return async () => {
    for (const [fault, settings] of Object.entries(JSON.parse(chaos) as Record<string, Record<string, unknown>>))
      for (const [key, value] of Object.entries(settings))
        await clone.pulumi("config", "set", "--path", `holdfast:chaos.${fault}.${key}`, String(value), "-s", "dev");
    await up();
  };
}

type Books = ReturnType<typeof openBooks>;

/** The databases in their pods, through forwarded ports. */
async function openPodsBooks(clone: Clone): Promise<Books> {
  const config = new KubeConfig();
  config.loadFromFile(path.join(clone.folder, ".sandbox", "kubeconfig"));
  const forwards = {
    order: await forwardPod(config, NAMESPACE, "order-database-0", 5432),
    payment: await forwardPod(config, NAMESPACE, "payment-database-0", 5432),
  };
  const password = async (service: "order" | "payment") =>
    encodeURIComponent(
      (await clone.pulumi("config", "get", `holdfast:${service}DatabasePassword`, "-s", "dev")).trim(),
    );
  const account = { order: await password("order"), payment: await password("payment") };
  const url = (service: "order" | "payment", database: string) =>
    `postgres://holdfast:${account[service]}@127.0.0.1:${forwards[service].port}/${database}`;
  const urls: Record<DatabaseName, string> = {
    order: url("order", "order"),
    ledger: url("payment", "payment"),
    processor: url("payment", "processor"),
  };
  const books = openBooks((name) => urls[name]);
  return {
    ...books,
    async close() {
      await books.close();
      for (const forward of Object.values(forwards)) forward.close();
    },
  };
}

async function underWay(books: Books): Promise<number> {
  const { orders, payments } = await books.underWay();
  return orders + payments;
}

/** The stack has orders of other tests too, of which this history knows nothing. */
function ofThisRun(record: (event: HistoryEvent) => void): (event: HistoryEvent) => void {
  const mine = new Set<string>();
  return (event) => {
    if (event.type === "order" && event.clientId.startsWith(RUN)) mine.add(event.orderId);
    const orderId =
      event.type === "order" ? event.orderId : "key" in event ? event.key.slice(0, event.key.lastIndexOf("/")) : "";
    if (mine.has(orderId)) record(event);
  };
}
