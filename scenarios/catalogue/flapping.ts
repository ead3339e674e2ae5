import { scenario } from "../article.ts";
import { BOOKS_AGREE, DOWN, durable } from "./common.ts";

export const flapping = scenario({
  name: "flapping",
  title: "Payment goes down and comes back, again and again",
  hypothesis: "The breaker opens and closes with it; every order is answered, and settled once.",
  durationMs: 27_000,
  settleMs: 30_000,
  chaos: { phases: [{ name: "flap", startMs: 3_000, durationMs: 4_000, repeatMs: 9_000, faults: DOWN }] },
  windows: { "last flap": { fromMs: 21_000, toMs: 25_000 } },
  expectations: [
    durable(99.5),
    { measure: { kind: "trips" }, is: "at least", bound: 2 },
    { measure: { kind: "time-to-settled", during: "last flap" }, is: "implied" },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "Payment is down for 4 s of every 9",
    client: "PAYMENT_PENDING while it is down, and until a trial succeeds",
    metric: "`order_breaker_transitions_total`",
    recovery: "the breaker closes after five good trials; settlement",
  },
});
