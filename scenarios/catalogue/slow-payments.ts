import { scenario } from "../article.ts";
import { BOOKS_AGREE, durable } from "./common.ts";

export const slowPayments = scenario({
  name: "slow-payments",
  title: "Every payment takes longer than Order waits",
  hypothesis:
    "Timeouts open the breaker; from then on clients have an answer at once, and slowness costs them nothing.",
  durationMs: 24_000,
  chaos: {
    phases: [{ name: "slow", startMs: 4_000, durationMs: 12_000, faults: { delay: { ms: 3_000, percentage: 100 } } }],
  },
  windows: { slow: { fromMs: 4_000, toMs: 16_000 }, open: { fromMs: 11_000, toMs: 14_000 } },
  expectations: [
    durable(99.5),
    { measure: { kind: "trips" }, is: "at least", bound: 2 },
    { measure: { kind: "time-to-open", during: "slow" }, is: "implied" },
    { measure: { kind: "latency", method: "PlaceOrder", percentile: 50, during: "open" }, is: "at most", bound: 100 },
    { measure: { kind: "time-to-settled", during: "slow" }, is: "implied" },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "Every payment takes 3 s; Order waits for 1 s",
    client: "PAYMENT_PENDING after 1 s; at once when the breaker is open",
    metric: '`order_breaker_call_seconds{outcome="failure"}`, `order_breaker_state`',
    recovery: "a trial that is quick enough closes the breaker, settlement does the rest",
  },
});
