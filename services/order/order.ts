/** An order as it stands. How it changes is in transition.ts; what its customer is told, in message.ts. */
import type { Money } from "../shared/money.ts";
import type { DeclineReason } from "./charge.ts";

export type Order = {
  orderId: string;
  clientId: string;
  productId: string;
  quantity: number;
  /** At the price it was placed at. */
  total: Money;
  /** What the present attempt charges. Nothing of it is logged or shown. */
  paymentMethod: string;
  /** Counts the charge keys, from 1: a new one is only made when the one before is known to charge nothing. */
  attempt: number;
  /** Calls to Payment that gave no answer to go by, since the order last got further. */
  tries: number;
  /** Grows with each change. */
  revision: number;
  state: OrderState;
};

/** `confirmed`, `declined` and `cancelled` are final. */
export type OrderState =
  | Pending
  /** `despiteChange`: the customer asked for another method, but the old one had been charged. */
  | { status: "confirmed"; despiteChange: boolean }
  | { status: "declined"; reason: DeclineReason }
  /** `reversed`: it had been charged, and was given back. */
  | { status: "cancelled"; reversed: boolean }
  /** `action`: what it waited for, so that a customer's wish is not lost while a person looks at it. */
  | { status: "needs-review"; reason: ReviewReason; action: PendingAction };

export type Pending = {
  status: "payment-pending";
  action: PendingAction;
  /** Whether anything was, or is being, charged under the key of the present attempt. "no" is certain. */
  charged: "no" | "unknown";
};

export type PendingOrder = Order & { state: Pending };

/** What a pending order waits for. */
export type PendingAction = { kind: "charge" } | { kind: "cancel" } | { kind: "change"; paymentMethod: string };

/**
 * Why asking Payment again would not help.
 * `request-rejected`: Payment says that the charge can never be made as it is asked for, as with an unknown payment method.
 * `key-mismatch`: Payment knows the charge key with another amount or method.
 * `key-void`: Payment says that the key was voided, but nobody here has asked for that.
 * `not-reversed`: Payment says that a charge stays although its reversal was asked for.
 * `too-many-tries`: Payment gave no answer to go by, time after time.
 */
export type ReviewReason = "request-rejected" | "key-mismatch" | "key-void" | "not-reversed" | "too-many-tries";

/** One key for one attempt of one order: under it, asking again is told from charging again. */
export function chargeKey({ orderId, attempt }: Pick<Order, "orderId" | "attempt">): string {
  return `${orderId}/${attempt}`;
}

/** A new order: before anything is charged, but with a charge about to be sent. */
export function newOrder(placed: Omit<Order, "attempt" | "tries" | "revision" | "state">): Order {
  const state: OrderState = { status: "payment-pending", action: { kind: "charge" }, charged: "unknown" };
  return { ...placed, attempt: 1, tries: 0, revision: 1, state };
}
