/** Settings under which all happens soon, so that a round takes seconds and not minutes. */
import type { z } from "zod";
import type { OrderLiveSettings, OrderSettings } from "../services/order/settings.ts";
import type { PaymentLiveSettings, PaymentSettings } from "../services/payment/settings.ts";

export const ORDER: z.input<typeof OrderSettings> = {
  drainMs: 1_000,
  databaseConnections: 8,
  settlement: {
    pollMs: 40,
    leaseMarginMs: 250,
    concurrency: 8,
    ratePerSecond: 1_000,
    // Nothing but poison may end in review here.
    maxTries: 10_000,
    backOffBaseMs: 30,
    backOffCapMs: 300,
  },
};

export const ORDER_LIVE: z.input<typeof OrderLiveSettings> = {
  breaker: { callDeadlineMs: 250, openMs: 400, intervalMs: 2_000, minRequests: 5, maxRequests: 3 },
  // The machine is as busy as it can be on purpose.
  rateLimit: { perClient: { ratePerSecond: 10_000, burst: 10_000 }, total: { ratePerSecond: 10_000, burst: 10_000 } },
  loadShedding: { maxEventLoopDelayMs: 10_000 },
};

export const PAYMENT: z.input<typeof PaymentSettings> = {
  drainMs: 1_000,
  databaseConnections: 8,
  leaseMs: 1_000,
  resolveEveryMs: 50,
};

/** Payment as it misbehaves while clients call: it makes for orders that are pending, and in doubt. */
export const PAYMENT_LIVE: z.input<typeof PaymentLiveSettings> = {
  chaos: {
    delay: { ms: 80, p99Ms: 600, percentage: 40 },
    abort: { code: "UNAVAILABLE", percentage: 10 },
    dropReply: { percentage: 10 },
    hang: { percentage: 3 },
  },
};
