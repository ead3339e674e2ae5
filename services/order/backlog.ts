/** How many orders wait, in the metrics: looked up from time to time, so that a scrape never waits for the database. */
import { Gauge, type Registry } from "prom-client";
import type { App } from "../shared/lifecycle.ts";
import type { Log } from "../shared/log.ts";
import type { Orders } from "./orders.ts";

export type BacklogOptions = {
  orders: Pick<Orders, "backlog">;
  registry: Registry;
  log: Log;
  everyMs?: number;
};

/** The same numbers at every replica, since all have one order book. While it cannot be reached, there are none. */
export function showBacklog({ orders, registry, log, everyMs = 5_000 }: BacklogOptions): App {
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: [], registers: [registry] });
  const pending = gauge("holdfast_orders_pending", "Orders that are not paid for yet, in the whole order book.");
  const age = gauge("holdfast_oldest_pending_order_age_seconds", "How long ago the oldest of them was placed.");
  const inReview = gauge("holdfast_orders_in_review", "Orders that a person must look at, in the whole order book.");

  async function look(): Promise<void> {
    try {
      const backlog = await orders.backlog();
      pending.set(backlog.pending);
      age.set(backlog.oldestAgeSeconds);
      inReview.set(backlog.inReview);
    } catch (error) {
      // An old number would look like a new one.
      for (const outdated of [pending, age, inReview]) outdated.remove();
      log.debug({ err: error }, "the backlog could not be looked up");
    }
  }

  let looking: Promise<void> | undefined;
  function lookAgain(): void {
    // A slow order book is not asked twice at a time, nor later for what was missed meanwhile.
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }
  lookAgain();
  const timer = setInterval(lookAgain, everyMs).unref();
  return {
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
