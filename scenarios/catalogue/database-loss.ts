import { scenario } from "../article.ts";
import { BOOKS_AGREE, durable } from "./common.ts";

export const databaseLoss = scenario({
  name: "database-loss",
  title: "PostgreSQL dies, and is back 3 s later",
  hypothesis:
    "Without the order book nothing is promised: clients are told UNAVAILABLE. What was promised before is kept, and a moment after it is back all is as before. (30 s of loss, scaled.)",
  durationMs: 24_000,
  settleMs: 40_000,
  actions: [{ kind: "database-down", atMs: 6_000, forMs: 3_000 }],
  windows: { lost: { fromMs: 6_000, toMs: 9_000 }, after: { fromMs: 20_000, toMs: 24_000 } },
  expectations: [
    durable(99, "after"),
    {
      measure: { kind: "share", outcomes: ["UNAVAILABLE", "DEADLINE_EXCEEDED"], during: "lost" },
      is: "at least",
      bound: 80,
    },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "PostgreSQL is lost",
    client: "UNAVAILABLE; the same key again finds out what became of the order",
    metric: "`holdfast_settlement_errors_total`; the gauges of pending orders are gone",
    recovery: "connections are made anew by the next statement",
  },
});
