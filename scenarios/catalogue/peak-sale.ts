import { scenario } from "../article.ts";
import { BOOKS_AGREE, DOWN, durable } from "./common.ts";

export const peakSale = scenario({
  name: "peak-sale",
  title: "A sale, and Payment goes down at its height",
  hypothesis:
    "Orders come in as fast as ever while Payment is away, none is lost, and the backlog is settled beside live orders.",
  durationMs: 32_000,
  settleMs: 40_000,
  load: {
    rate: [
      { atMs: 0, perSecond: 15 },
      { atMs: 12_000, perSecond: 90 },
      { atMs: 20_000, perSecond: 90 },
      { atMs: 26_000, perSecond: 15 },
    ],
  },
  chaos: { phases: [{ name: "outage", startMs: 13_000, durationMs: 6_000, faults: DOWN }] },
  windows: { outage: { fromMs: 13_000, toMs: 19_000 } },
  expectations: [
    durable(99.5),
    durable(99.5, "outage"),
    { measure: { kind: "dropped" }, is: "exactly", bound: 0 },
    { measure: { kind: "time-to-open", during: "outage" }, is: "implied" },
    { measure: { kind: "time-to-settled", during: "outage" }, is: "implied" },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "Payment is down at the height of a sale",
    client: "PAYMENT_PENDING; orders are taken as fast as before",
    metric: "`holdfast_orders_pending`, `order_breaker_state`",
    recovery: "settlement, at most settlement.ratePerSecond orders a second of each replica",
  },
});
