/** An order as it stands, and what its customer is told of it. */
import type { Money } from "../shared/money.ts";
import type { DeclineReason } from "./charge.ts";

/** What became of an order; of a pending one, whether it may have been charged. */
export type OrderState =
  | { status: "confirmed" }
  | { status: "declined"; reason: DeclineReason }
  | { status: "payment-pending"; charged: "no" | "unknown" };

export type Order = { orderId: string; total: Money; state: OrderState };

/** A sentence or two for the customer, who should know whether to pay again. */
export function messageOf({ orderId, state }: Order): string {
  switch (state.status) {
    case "confirmed":
      return "Your order is confirmed and paid.";
    case "declined":
      return `${DECLINED[state.reason]}, and nothing was charged. Please order again with another payment method.`;
    case "payment-pending":
      return state.charged === "no"
        ? "We cannot take payments at the moment. Your order is not paid, and nothing was charged. Please try again in a few minutes."
        : `We did not hear back about your payment in time, and it may or may not have been charged. Please check your payment method before you order again, and name order ${orderId} if you contact us.`;
  }
}

const DECLINED: Record<DeclineReason, string> = {
  "card-declined": "Your payment was declined",
  "insufficient-funds": "Your payment was declined for insufficient funds",
  "card-expired": "Your payment was declined because the card has expired",
};
