/** How pending orders are settled. Static: a change rolls the replicas. */
import { z } from "zod";
import { decimal, whole } from "../shared/settings.ts";

/** Another replica takes a dead one's orders over within 10 s; a second of that is for its own statements. */
const TAKE_OVER_MS = 9_000;

const rate = () => {
  const rule = "must be greater than 0 and at most 10000 orders a second";
  return decimal(z.number(rule).gt(0, rule).max(10_000, rule));
};

/** Every field has a default. All of them hold for each replica by itself. */
export const SettlementSettings = z
  .strictObject({
    /** How often the order book is asked for due orders while there are none. */
    pollMs: whole(10, 5_000, "milliseconds").default(500),
    /** An order is leased for `breaker.callDeadlineMs` and this: the time to write down what the call came to. */
    leaseMarginMs: whole(100, 8_000, "milliseconds").default(3_000),
    /** Orders under way at a time. */
    concurrency: whole(1, 100, "orders").default(8),
    /** Orders taken up, so that a backlog leaves Payment and the database to live orders. */
    ratePerSecond: rate().default(25),
    /** Calls without an answer after which a person must look at the order. At the longest back-off, 100 take an hour. */
    maxTries: whole(1, 10_000, "calls").default(100),
    /** The longest back-off after the first call without an answer; it doubles with each. */
    backOffBaseMs: whole(1, 60_000, "milliseconds").default(1_000),
    /** What the longest back-off grows to. */
    backOffCapMs: whole(1, 3_600_000, "milliseconds").default(60_000),
  })
  .superRefine((settings, context) => {
    const { pollMs, leaseMarginMs, backOffBaseMs, backOffCapMs } = settings;
    const refuse = (key: keyof typeof settings, message: string) =>
      context.addIssue({ code: "custom", path: [key], input: settings[key], message });

    // Each message tells the value, because it may be a default that the user never wrote.
    if (leaseMarginMs + pollMs > TAKE_OVER_MS)
      refuse(
        "leaseMarginMs",
        `must be at most ${TAKE_OVER_MS} with pollMs (${leaseMarginMs} + ${pollMs} is more): the orders of a replica that died would wait for longer than 10 s`,
      );
    if (backOffBaseMs > backOffCapMs)
      refuse(
        "backOffBaseMs",
        `must be at most backOffCapMs (${backOffBaseMs} is more than ${backOffCapMs}): the back-off could never grow`,
      );
  });

export type SettlementSettings = z.output<typeof SettlementSettings>;
