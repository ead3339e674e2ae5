/** A backlog that settles while live orders come in, and the same live orders without one. */
import { setTimeout as delay } from "node:timers/promises";
import { quantile, tally } from "../load/figures.ts";
import { openLoop } from "../load/open-loop.ts";
import { openShop, type Shop } from "../load/shop.ts";
import { type Stage, startStage } from "../load/stage.ts";

export type DrainOptions = {
  /** Pending orders when Payment is back. */
  backlog: number;
  /** Of live orders. */
  ratePerSecond: number;
  rounds: number;
  say: (line: string) => void;
};

/** What live orders came to, in milliseconds from when they were due. */
export type Live = { count: number; p50Ms: number; p99Ms: number; outcomes: Record<string, number> };

export type DrainRound = {
  /** Pending orders when the breakers had closed. */
  pending: number;
  /** Until none was pending. */
  drainSeconds: number;
  /** Transitions to open while it drained. */
  opened: number;
  withBacklog: Live;
  without: Live;
};

/** Short, so that a round has no minute in which all wait. */
const OPEN_MS = 5_000;
const PATIENCE_MS = 600_000;
const AT_ONCE = 16;
/** Live orders whose charge is under way are pending too. */
const LIVE_AT_ONCE = 3;

export async function drain({ backlog, ratePerSecond, rounds, say }: DrainOptions): Promise<DrainRound[]> {
  const stage = await startStage({ orderLive: { breaker: { openMs: OPEN_MS } }, say });
  const shop = openShop(stage.local.target("order"), "drain");
  try {
    await warmUp(shop);
    const results: DrainRound[] = [];
    for (let round = 0; round < rounds; round++) {
      await haveBacklog(stage, shop, backlog);
      const before = await stage.opened();
      const { orders: pending } = await stage.underWay();
      const started = performance.now();
      const withBacklog = await live(shop, ratePerSecond, async () => (await stage.underWay()).orders <= LIVE_AT_ONCE);
      const drainSeconds = (performance.now() - started) / 1_000;
      const opened = (await stage.opened()) - before;

      const until = performance.now() + drainSeconds * 1_000;
      const without = await live(shop, ratePerSecond, async () => {
        // Looking costs the databases something too, so that both look.
        await stage.underWay();
        return performance.now() > until;
      });
      const result = { pending, drainSeconds, opened, withBacklog, without };
      results.push(result);
      say(JSON.stringify({ round, ...result }));
    }
    return results;
  } finally {
    shop.close();
    await stage.end();
  }
}

/** Code is compiled and connections are made before anything is measured. */
async function warmUp(shop: Shop): Promise<void> {
  for (let placed = 0; placed < 300; placed += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, () => shop.place()));
}

/** Payment is away until enough orders wait for it. Resolves when the breakers have found out by themselves that it is back. */
async function haveBacklog(stage: Stage, shop: Shop, backlog: number): Promise<void> {
  stage.local.setLive("payment", { chaos: { abort: { code: "UNAVAILABLE", percentage: 100 } } });
  await until("the outage of Payment", async () => (await shop.place()).outcome === "PAYMENT_PENDING");
  for (let pending = 0; pending < backlog; pending = (await stage.underWay()).orders)
    for (let placed = 0; placed < (backlog - pending) / 2 + AT_ONCE; placed += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, () => shop.place()));
  stage.local.setLive("payment", {});
  await until("the end of the outage", async () => (await stage.breakers()).every((state) => state === "closed"));
}

/** Live orders at a steady rate, until `isOver`, which is asked twice a second. */
async function live(shop: Shop, ratePerSecond: number, isOver: () => Promise<boolean>): Promise<Live> {
  let over = false;
  const outcomes: string[] = [];
  const tookMs: number[] = [];
  const load = openLoop({
    ratePerSecond,
    isOver: () => over,
    begin: async (dueMs) => {
      outcomes.push((await shop.place()).outcome);
      tookMs.push(performance.now() - dueMs);
    },
  });
  await until("the end of the drain", isOver);
  over = true;
  await load;
  return {
    count: tookMs.length,
    p50Ms: quantile(tookMs, 0.5),
    p99Ms: quantile(tookMs, 0.99),
    outcomes: tally(outcomes),
  };
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`${what} did not come within ${PATIENCE_MS / 1_000} s`);
    await delay(500);
  }
}
