import { scenario } from "../article.ts";
import { BOOKS_AGREE, durable } from "./common.ts";

export const poisonOrder = scenario({
  name: "poison-order",
  title: "Orders that Payment will never accept",
  hypothesis: "They are left to a person at once; they do not count against Payment, and hold nobody up.",
  durationMs: 14_000,
  load: { paymentMethods: { pm_card_visa: 90, pm_unheard_of: 10 } },
  expectations: [
    durable(80),
    { measure: { kind: "share", outcomes: ["NEEDS_REVIEW"] }, is: "at least", bound: 4 },
    { measure: { kind: "in-review" }, is: "at least", bound: 1 },
    { measure: { kind: "trips" }, is: "exactly", bound: 0 },
    ...BOOKS_AGREE,
  ],
  failureMode: {
    fault: "Payment rejects what an order asks for",
    client: "NEEDS_REVIEW",
    metric: "`holdfast_orders_in_review`",
    recovery: "a person decides: `npm run review`",
  },
});
