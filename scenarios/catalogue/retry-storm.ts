import { scenario } from "../article.ts";
import { BOOKS_AGREE, durable } from "./common.ts";

export const retryStorm = scenario({
  name: "retry-storm",
  title: "Payment hangs, and impatient clients ask again and again",
  hypothesis:
    "Repeats under the same key find the order that is there: Payment gets no more calls by them, and nobody is charged twice.",
  durationMs: 24_000,
  load: { rate: [{ atMs: 0, perSecond: 20 }], deadlineMs: 800, retries: 2 },
  chaos: { phases: [{ name: "hanging", startMs: 4_000, durationMs: 10_000, faults: { hang: { percentage: 100 } } }] },
  windows: { hanging: { fromMs: 4_000, toMs: 14_000 }, after: { fromMs: 21_000, toMs: 24_000 } },
  expectations: [
    durable(90),
    durable(99, "after"),
    // There are 13 new orders a second, 130 in all: fewer calls than orders, whatever clients do.
    { measure: { kind: "sent", during: "hanging" }, is: "at most", bound: 130 },
    { measure: { kind: "time-to-settled", during: "hanging" }, is: "implied" },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "Payment hangs, clients repeat their calls",
    client: "DEADLINE_EXCEEDED of its own making, then the same order PAYMENT_PENDING",
    metric: "`holdfast_calls_under_way`, `order_breaker_state`",
    recovery: "idempotency keys; the breaker opens by timeouts; settlement",
  },
});
