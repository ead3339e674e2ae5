import { scenario } from "../article.ts";
import type { Load } from "../scenario.ts";
import { BOOKS_AGREE, settledAtOnce } from "./common.ts";

/** Also that of the cascade, which is measured against this scenario. The in-flight limit is a gateway's, for both methods. */
export const GATEWAY: Partial<Load> = {
  rate: [{ atMs: 0, perSecond: 45 }],
  spacing: "even",
  getPercentage: 33,
  mostInFlight: 20,
};

export const baseline = scenario({
  name: "baseline",
  title: "Nothing is wrong",
  hypothesis: "Orders are paid for in their answer, nothing waits, and no breaker opens.",
  durationMs: 15_000,
  load: { ...GATEWAY, mostInFlight: 500 },
  // What the cascade looks at while the breaker is open, it compares with all of this run.
  windows: { open: { fromMs: 0, toMs: 15_000 } },
  expectations: [
    settledAtOnce("at least", 99.5),
    { measure: { kind: "found" }, is: "at least", bound: 99.5 },
    // What the cascade takes for useful.
    { measure: { kind: "latency", method: "PlaceOrder", percentile: 99 }, is: "at most", bound: 300 },
    { measure: { kind: "dropped" }, is: "exactly", bound: 0 },
    { measure: { kind: "trips" }, is: "exactly", bound: 0 },
    ...BOOKS_AGREE,
  ],
});
