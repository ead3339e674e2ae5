import { scenario } from "../article.ts";
import { BOOKS_AGREE, durable, settledAtOnce } from "./common.ts";

export const brownOut = scenario({
  name: "brown-out",
  title: "Payment gets slow and unreliable, and recovers",
  hypothesis:
    "While it lasts, orders become pending; each has an answer all the same, and afterwards all is as before.",
  durationMs: 24_000,
  chaos: {
    phases: [
      {
        name: "brown-out",
        startMs: 4_000,
        durationMs: 10_000,
        rampMs: 3_000,
        faults: { delay: { ms: 150, p99Ms: 1_500, percentage: 100 }, abort: { code: "UNAVAILABLE", percentage: 40 } },
      },
    ],
  },
  windows: { "brown-out": { fromMs: 4_000, toMs: 14_000 }, after: { fromMs: 22_000, toMs: 24_000 } },
  expectations: [
    durable(99.5),
    {
      measure: { kind: "latency", method: "PlaceOrder", percentile: 99, during: "brown-out" },
      is: "at most",
      bound: 1_500,
    },
    settledAtOnce("at least", 90, "after"),
    { measure: { kind: "time-to-settled", during: "brown-out" }, is: "implied" },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "Payment is slow with a long tail, and up to 40 % of calls fail",
    client: "CONFIRMED late, or PAYMENT_PENDING",
    metric: "`order_breaker_call_seconds`, `holdfast_payment_calls_total`",
    recovery: "settlement; the breaker opens if half of a window fails",
  },
});
