/** What a customer is told of an order: a sentence or two, so that nobody pays twice, or waits for what will not come. */
import type { DeclineReason } from "./charge.ts";
import type { Pending } from "./order.ts";
import type { Listed } from "./orders.ts";

/** Only what is certain: of a charge that may have been made, it says so. */
export function messageOf({ order: { orderId, state }, nextAttemptAt }: Listed): string {
  switch (state.status) {
    case "confirmed":
      return state.despiteChange
        ? "Your order is confirmed and paid, with the earlier payment method: it had been charged before it could be changed."
        : "Your order is confirmed and paid.";
    case "declined":
      return `${DECLINED[state.reason]}, and nothing was charged. Please order again with another payment method.`;
    case "cancelled":
      return state.reversed
        ? "Your order is cancelled, and what was charged has been given back."
        : "Your order is cancelled, and nothing was charged.";
    case "needs-review":
      return `Your payment needs a person to look at it, and you need not do anything. Please do not order again, and name order ${orderId} if you contact us.`;
    case "payment-pending":
      return `${pendingMessage(state)} The next try is due at ${timeOf(nextAttemptAt)}.`;
  }
}

function pendingMessage({ action, charged }: Pending): string {
  switch (action.kind) {
    case "charge":
      return charged === "no"
        ? "Your order is taken. It is not paid yet, and nothing was charged: we will charge you once as soon as payments can be made again."
        : "Your order is taken. We do not know yet whether your payment went through, and are finding out: you will be charged once at most. Please do not order again.";
    case "cancel":
      return "Your order is being cancelled. Should it have been charged, you will get that back.";
    case "change":
      return "Your payment method is being changed: we first make sure that the earlier one was not charged, and you will be charged once at most.";
  }
}

const DECLINED: Record<DeclineReason, string> = {
  "card-declined": "Your payment was declined",
  "insufficient-funds": "Your payment was declined for insufficient funds",
  "card-expired": "Your payment was declined because the card has expired",
};

/** As in "2026-03-01 14:05:09 UTC". */
function timeOf(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
