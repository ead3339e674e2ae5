/** Hours in minutes: a steady load on a stack whose Payment misbehaves, and whether anything is left over of it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import type { ChaosSettings } from "../../services/shared/chaos/chaos-settings.ts";
import { tally } from "../load/figures.ts";
import { type Memory, measureMemory, memoryEnv } from "../load/memory.ts";
import { openLoop } from "../load/open-loop.ts";
import { openShop, type Shop } from "../load/shop.ts";
import { type Stage, startStage } from "../load/stage.ts";
import { visitor } from "./visitor.ts";

export type SoakOptions = { minutes: number; say: (line: string) => void };

/** `atSeconds` counts from the begin of the load. */
export type Sample = Memory & { atSeconds: number };

export type SoakReport = {
  minutes: number;
  /** Confirmed orders a second, as many as there can be without chaos. */
  capacityPerSecond: number;
  /** What the load was: half of that. */
  ratePerSecond: number;
  /** How customers' calls ended, by method. */
  answers: Record<string, Record<string, number>>;
  /** How often the breakers opened. */
  opened: number;
  memory: Record<string, Sample[]>;
  /** From the end of the load until nothing was pending; undefined if that never came. */
  settledSeconds: number | undefined;
  reconciliation: { orders: number; inReview: number; differences: string[] };
  /** What ended by itself. */
  ended: string[];
};

const WARM_UP_SECONDS = 5;
const CAPACITY_SECONDS = 20;
/** Customers who each wait for an answer before they go on: enough to keep everything busy. */
const AT_ONCE = 32;
const SAMPLES = 120;
export const SETTLE_SECONDS = 120;

/** An open breaker tries again soon, as on the dev stack: there are outages of seconds in this. */
const ORDER_LIVE = { breaker: { openMs: 10_000 } };

/** A bad day: always a few faults of each kind, and an outage of 15 seconds every five minutes. */
function badDay(): z.input<typeof ChaosSettings> {
  return {
    delay: { ms: 20, p99Ms: 500, percentage: 100 },
    abort: { code: "UNAVAILABLE", percentage: 3 },
    dropReply: { percentage: 2 },
    hang: { percentage: 0.3 },
    processorAbort: { percentage: 0.3 },
    anchor: new Date().toISOString(),
    phases: [
      {
        name: "outage",
        startMs: 30_000,
        durationMs: 15_000,
        repeatMs: 300_000,
        faults: { abort: { code: "INTERNAL", percentage: 100 } },
      },
    ],
  };
}

export async function soak({ minutes, say }: SoakOptions): Promise<SoakReport> {
  const folder = mkdtempSync(path.join(tmpdir(), "holdfast-memory-"));
  const stage = await startStage({ orderLive: ORDER_LIVE, env: memoryEnv(folder), say });
  const shop = openShop(stage.local.target("order"), "soak");
  try {
    await closedLoop(shop, WARM_UP_SECONDS);
    const capacityPerSecond = (await closedLoop(shop, CAPACITY_SECONDS)) / CAPACITY_SECONDS;
    const ratePerSecond = Math.max(1, Math.floor(capacityPerSecond / 2));
    say(`capacity: ${capacityPerSecond.toFixed(0)} orders a second; the load is ${ratePerSecond} a second`);

    stage.local.setLive("payment", { chaos: badDay() });
    const { answers, memory } = await load(stage, shop, { minutes, ratePerSecond, folder });
    stage.local.setLive("payment", {});
    const settledSeconds = await settled(stage);
    const { compared, open, differences } = await stage.reconcile();
    return {
      minutes,
      capacityPerSecond,
      ratePerSecond,
      answers,
      opened: await stage.opened(),
      memory,
      settledSeconds,
      reconciliation: {
        orders: compared.orders,
        inReview: open.inReview,
        differences: differences.map((difference) => JSON.stringify(difference)),
      },
      ended: stage.ended,
    };
  } finally {
    shop.close();
    await stage.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How many orders are confirmed if each customer goes on as soon as there is an answer. */
async function closedLoop(shop: Shop, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1_000;
  let confirmed = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() < until) if ((await shop.place()).outcome === "CONFIRMED") confirmed++;
    }),
  );
  return confirmed;
}

type LoadOptions = { minutes: number; ratePerSecond: number; folder: string };

async function load(stage: Stage, shop: Shop, { minutes, ratePerSecond, folder }: LoadOptions) {
  const started = performance.now();
  const isOver = () => performance.now() - started > minutes * 60_000;
  const calls = new Map<string, string[]>();
  const visit = visitor(shop, (method, outcome) => {
    const known = calls.get(method);
    if (known) known.push(outcome);
    else calls.set(method, [outcome]);
  });
  const memory: Record<string, Sample[]> = {};
  async function watchMemory(): Promise<void> {
    while (!isOver()) {
      for (const { name, kept } of stage.local.replicas) {
        const atSeconds = (performance.now() - started) / 1_000;
        const sample = { atSeconds, ...(await measureMemory(kept.current(), folder)) };
        const samples = memory[name] ?? [];
        memory[name] = [...samples, sample];
      }
      await delay((minutes * 60_000) / SAMPLES);
    }
  }
  await Promise.all([openLoop({ ratePerSecond, isOver, begin: visit }), watchMemory()]);
  return { answers: Object.fromEntries([...calls].map(([method, outcomes]) => [method, tally(outcomes)])), memory };
}

async function settled(stage: Stage): Promise<number | undefined> {
  const started = performance.now();
  for (;;) {
    const { orders, payments } = await stage.underWay();
    const seconds = (performance.now() - started) / 1_000;
    if (orders === 0 && payments === 0) return seconds;
    // Longer than it may take, so that the report can say how long it takes.
    if (seconds > 2 * SETTLE_SECONDS) return undefined;
    await delay(250);
  }
}
