/** A scenario of one's own, as docs/scenarios.md has it: `npm run scenario -- scenarios/example.ts`. */
import { scenario } from "./article.ts";
import { BOOKS_AGREE, DOWN, durable } from "./catalogue/common.ts";

export default scenario({
  name: "example",
  title: "Payment is down for a second",
  hypothesis: "Orders are pending, and settled soon after it.",
  timeFactor: 0.05,
  warmUpMs: 1_500,
  durationMs: 3_000,
  replicas: { order: 1, payment: 1 },
  load: { rate: [{ atMs: 0, perSecond: 15 }], spacing: "even" },
  chaos: { phases: [{ name: "outage", startMs: 1_000, durationMs: 1_000, faults: DOWN }] },
  windows: { outage: { fromMs: 1_000, toMs: 2_000 } },
  expectations: [
    durable(99),
    { measure: { kind: "time-to-settled", during: "outage" }, is: "implied" },
    ...BOOKS_AGREE,
  ],
});
