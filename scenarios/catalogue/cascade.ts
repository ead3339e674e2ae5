import { scenario } from "../article.ts";
import type { Measure } from "../scenario.ts";
import { GATEWAY } from "./baseline.ts";
import { BOOKS_AGREE } from "./common.ts";

const USEFUL: Measure = { kind: "useful", withinMs: 300, during: "open" };

/**
 * Both arms: the same outage, deadline, and in-flight limit. That is a gateway's: 20 calls of both methods at a time. By
 * itself Order keeps reads apart from writes; a gateway before it, with one pool of workers, does not.
 */
const CASCADE = {
  durationMs: 20_000,
  load: { ...GATEWAY, deadlineMs: 10_000 },
  chaos: { phases: [{ name: "hanging", startMs: 3_000, durationMs: 17_000, faults: { hang: { percentage: 100 } } }] },
  windows: { hanging: { fromMs: 3_000, toMs: 20_000 }, open: { fromMs: 13_000, toMs: 20_000 } },
  settleMs: 60_000,
} satisfies Partial<Parameters<typeof scenario>[0]>;

/** Long enough for one opening to be looked at. */
const BREAKER = { callDeadlineMs: 1_500, openMs: 20_000 };

export const cascadeBreakerOff = scenario({
  ...CASCADE,
  name: "cascade-breaker-off",
  title: "Payment hangs, without a breaker",
  hypothesis:
    "Every order holds a place for as long as Order waits for Payment: soon there is none, also for those who only look.",
  breaker: { ...BREAKER, mode: "off" },
  expectations: [
    { measure: USEFUL, is: "at most", bound: 2 },
    { measure: { kind: "found", during: "open" }, is: "at most", bound: 60 },
    { measure: { kind: "dropped", during: "open" }, is: "at least", bound: 1 },
    ...BOOKS_AGREE,
  ],
});

export const cascadeBreakerOn = scenario({
  ...CASCADE,
  name: "cascade-breaker-on",
  title: "The same with the breaker",
  hypothesis: "Once it is open, orders are answered at once as pending, and those who look notice nothing.",
  breaker: { ...BREAKER, mode: "enforce" },
  expectations: [
    // Of the 30 a second that there are.
    { measure: USEFUL, is: "at least", bound: 27 },
    { measure: { kind: "times", of: USEFUL, scenario: "cascade-breaker-off" }, is: "at least", bound: 20 },
    {
      measure: {
        kind: "times",
        of: { kind: "latency", method: "GetOrder", percentile: 99, during: "open" },
        scenario: "baseline",
      },
      is: "at most",
      bound: 2,
    },
    { measure: { kind: "found", during: "open" }, is: "at least", bound: 99 },
    { measure: { kind: "time-to-open", during: "hanging" }, is: "implied" },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "Payment hangs",
    client: "PAYMENT_PENDING after callDeadlineMs; at once when the breaker is open",
    metric: "`order_breaker_state`, `holdfast_calls_under_way`",
    recovery: "timeouts open the breaker; trials; settlement",
  },
});
