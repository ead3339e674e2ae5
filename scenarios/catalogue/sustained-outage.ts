import { scenario } from "../article.ts";
import { BOOKS_AGREE, DOWN, durable } from "./common.ts";

export const sustainedOutage = scenario({
  name: "sustained-outage",
  title: "Payment is down, and recovers, with the article's own settings in real time",
  hypothesis:
    "The breaker opens, and for 60 s nobody waits for a Payment that is not there. Then five trials close it, and the backlog is settled.",
  timeFactor: 1,
  durationMs: 80_000,
  settleMs: 90_000,
  load: { rate: [{ atMs: 0, perSecond: 15 }], getPercentage: 20 },
  chaos: { phases: [{ name: "outage", startMs: 4_000, durationMs: 25_000, faults: DOWN }] },
  windows: { outage: { fromMs: 4_000, toMs: 29_000 }, open: { fromMs: 20_000, toMs: 62_000 } },
  expectations: [
    durable(99.9),
    { measure: { kind: "time-to-open", during: "outage" }, is: "implied" },
    { measure: { kind: "sent", during: "open" }, is: "exactly", bound: 0 },
    { measure: { kind: "latency", method: "PlaceOrder", percentile: 99, during: "open" }, is: "at most", bound: 300 },
    { measure: { kind: "time-to-settled", during: "outage" }, is: "implied" },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "Payment is down",
    client: "PAYMENT_PENDING, at once when the breaker is open",
    metric: '`order_breaker_state{state="open"}`, `holdfast_oldest_pending_order_age_seconds`',
    recovery: "after openMs five good trials close the breaker; settlement works off the backlog",
  },
});
