/** The settings of the article, and the same in less time. */
import type { z } from "zod";
import type { BreakerSettings } from "../services/order/breaker/settings.ts";
import type { SettlementSettings } from "../services/order/settlement-settings.ts";
import type { Load, Scenario } from "./scenario.ts";

/**
 * The services' own defaults, which are the article's, with every duration of the breaker's and of settlement's times
 * `factor`; but for what a single call takes (`callDeadlineMs`, `leaseMarginMs`), for calls do not get faster by it.
 */
export function articleSettings(factor: number): {
  breaker: z.input<typeof BreakerSettings>;
  settlement: z.input<typeof SettlementSettings>;
} {
  return {
    breaker: {
      maxRequests: 5,
      intervalMs: 60_000 * factor,
      openMs: 60_000 * factor,
      failureRatio: 0.5,
      minRequests: 5,
    },
    settlement: { pollMs: 500 * factor, backOffBaseMs: 1_000 * factor, backOffCapMs: 60_000 * factor },
  };
}

/** Clients and limits that are not what a scenario is about. */
const LOAD: Load = {
  rate: [{ atMs: 0, perSecond: 30 }],
  spacing: "poisson",
  getPercentage: 33,
  clients: 20,
  deadlineMs: 5_000,
  mostInFlight: 500,
  paymentMethods: { pm_card_visa: 19, pm_card_declined: 1 },
  retries: 0,
};

type Given = Pick<Scenario, "name" | "title" | "hypothesis" | "durationMs" | "expectations"> &
  Partial<Omit<Scenario, "load" | "live" | "order">> & {
    load?: Partial<Load>;
    breaker?: z.input<typeof BreakerSettings>;
    live?: Scenario["live"];
    order?: Scenario["order"];
  };

/** A scenario of which only what makes it different is said. */
export function scenario({ load, breaker, live, order, ...given }: Given): Scenario {
  const { timeFactor = 0.1 } = given;
  const article = articleSettings(timeFactor);
  return {
    timeFactor,
    warmUpMs: 3_000,
    settleMs: 20_000,
    replicas: { order: 2, payment: 2 },
    payment: {},
    chaos: {},
    actions: [],
    windows: {},
    ...given,
    load: { ...LOAD, ...load },
    order: { settlement: article.settlement, ...order },
    live: {
      breaker: { ...article.breaker, ...breaker },
      // What is measured is the system, and not how it sends a test's clients away.
      rateLimit: {
        perClient: { ratePerSecond: 10_000, burst: 10_000 },
        total: { ratePerSecond: 10_000, burst: 10_000 },
      },
      loadShedding: { maxEventLoopDelayMs: 1_000 },
      ...live,
    },
  };
}
