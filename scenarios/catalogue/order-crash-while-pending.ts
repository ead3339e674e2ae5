import { scenario } from "../article.ts";
import { BOOKS_AGREE, DOWN, durable } from "./common.ts";

export const orderCrashWhilePending = scenario({
  name: "order-crash-while-pending",
  title: "A replica of Order is killed while it has pending orders",
  hypothesis: "Pending orders are in the database and not in a process: they are settled once, by whoever is there.",
  durationMs: 24_000,
  load: { retries: 2 },
  chaos: { phases: [{ name: "outage", startMs: 4_000, durationMs: 8_000, faults: DOWN }] },
  actions: [{ kind: "kill", atMs: 8_000, replica: "order-1" }],
  windows: { outage: { fromMs: 4_000, toMs: 12_000 } },
  expectations: [
    durable(99.5),
    { measure: { kind: "most-pending" }, is: "at least", bound: 20 },
    { measure: { kind: "time-to-settled", during: "outage" }, is: "implied" },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "A replica of Order dies while orders are pending",
    client: "UNAVAILABLE for calls under way there; the same key again gives the same order",
    metric: "`up` of the replica, `holdfast_orders_pending`",
    recovery: "leases end, the other replica settles",
  },
});
