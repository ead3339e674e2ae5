import { scenario } from "../article.ts";
import { BOOKS_AGREE, durable, settledAtOnce } from "./common.ts";

export const articleDefault = scenario({
  name: "article-default",
  title: "The article's chaos: 200 ms more, and one call in four fails",
  hypothesis:
    "A quarter of the orders are pending in their answer and settled within seconds. The breaker stays closed: a quarter is less than its half.",
  timeFactor: 1,
  durationMs: 40_000,
  // 30 orders a second and replica. At 10 the first few calls of a window open one of the breakers in every seventh run or so,
  // as `pulumi preview` would tell; at 30 the calls in flight dilute them: in one of fifty.
  load: { rate: [{ atMs: 0, perSecond: 75 }], getPercentage: 20 },
  settleMs: 60_000,
  chaos: { delay: { ms: 200, percentage: 100 }, abort: { code: "UNAVAILABLE", percentage: 25 } },
  expectations: [
    durable(99.9),
    settledAtOnce("at least", 65),
    settledAtOnce("at most", 85),
    { measure: { kind: "latency", method: "PlaceOrder", percentile: 50 }, is: "at least", bound: 200 },
    { measure: { kind: "latency", method: "PlaceOrder", percentile: 50 }, is: "at most", bound: 400 },
    { measure: { kind: "trips" }, is: "exactly", bound: 0 },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "Each call to Payment takes 200 ms longer, one in four fails",
    client: "CONFIRMED 200 ms later, or PAYMENT_PENDING",
    metric: '`holdfast_payment_calls_total{result="unknown"}`, `holdfast_orders_pending`',
    recovery: "settlement asks again, with a growing back-off",
  },
});
