/** Where torture makes Order die: before and after each commit, and before and after each call to Payment. */
import { between, type Reach } from "../shared/crash-points.ts";
import type { Orders } from "./orders.ts";
import type { Payment } from "./payment-client.ts";

/** `after-claim` is reached only with an order in hand: a poll that finds none commits nothing. */
export const CRASH_POINTS = [
  "before-insert",
  "after-insert",
  "before-ask",
  "after-ask",
  "after-claim",
  "before-finish",
  "after-finish",
  "before-charge",
  "after-charge",
  "before-void",
  "after-void",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** The order book, with its points. */
export function ordersReaching(orders: Orders, reach: Reach<CrashPoint>): Orders {
  return {
    ...orders,
    insert: between(reach, "before-insert", orders.insert, "after-insert"),
    ask: between(reach, "before-ask", orders.ask, "after-ask"),
    finish: between(reach, "before-finish", orders.finish, "after-finish"),
    async claim(count, leaseMs) {
      const claims = await orders.claim(count, leaseMs);
      if (claims.length > 0) reach("after-claim");
      return claims;
    },
    async claimOne(orderId, leaseMs) {
      const claim = await orders.claimOne(orderId, leaseMs);
      if (claim) reach("after-claim");
      return claim;
    },
  };
}

/** Payment, with its points: behind the breaker, so that only what is sent reaches them. */
export function paymentReaching(payment: Payment, reach: Reach<CrashPoint>): Payment {
  return {
    ...payment,
    charge: between(reach, "before-charge", payment.charge, "after-charge"),
    void: between(reach, "before-void", payment.void, "after-void"),
  };
}
