/**
 * How an order changes: one pure function, and the only place that decides it. What it decides holds only if it is
 * written by whoever holds the order's lease, or under the row's lock (orders.ts).
 *
 * Two rules carry the rest. No new charge key while the old one may have charged something: an order gets its next
 * attempt when the old key is void, declined, or was never sent. And what is final stays.
 */
import type { ChargeResult, NoAnswer, VoidResult } from "./charge.ts";
import type { Order, OrderState, Pending, PendingAction, PendingOrder, ReviewReason } from "./order.ts";

/** What happens to an order. */
export type OrderEvent =
  /** A call that charged, or tried to, has ended. `neverSent`: and no call under this key has ever been sent. */
  | { kind: "charge-ended"; result: ChargeResult; neverSent?: boolean }
  /** `reverse`: it asked for what was charged to be given back. */
  | { kind: "void-ended"; reverse: boolean; result: VoidResult }
  | { kind: "cancel-asked" }
  | { kind: "change-asked"; paymentMethod: string }
  /** A person has looked at it: what it waited for is tried again, under the same key, or it is cancelled. */
  | { kind: "reviewed"; verdict: "retry" | "cancel" };

/** When a pending order is due next; while a call for it is under way, not before that has ended. */
export type Due =
  /** There is something new to do. */
  | { kind: "at-once" }
  /** Later, and the later the more tries it took. */
  | { kind: "back-off"; tries: number }
  /** When the breaker may let a call through again: not the order's fault, so it is not made to wait for longer each time. */
  | { kind: "after-breaker" }
  /** Never: the order is no longer pending. */
  | { kind: "never" };

export type Transition =
  | { kind: "changed"; order: Order; due: Due }
  /** It is so already. */
  | { kind: "same" }
  /** It cannot be done in this state. */
  | { kind: "impossible"; why: string };

/** `maxTries`: calls without an answer after which a person must look at the order. */
export type TransitionLimits = { maxTries: number };

export function transition(order: Order, event: OrderEvent, limits: TransitionLimits): Transition {
  const { state } = order;
  if (event.kind === "reviewed") return reviewed(order, event.verdict);
  if (state.status !== "payment-pending") return notPending(state, event);
  const pending = { ...order, state };
  switch (event.kind) {
    case "charge-ended":
      return chargeEnded(pending, event.result, event.neverSent ?? false, limits);
    case "void-ended":
      return voidEnded(pending, event.result, event.reverse, limits);
    case "cancel-asked":
      return cancelAsked(pending);
    case "change-asked":
      return changeAsked(pending, event.paymentMethod);
  }
}

function chargeEnded(
  order: PendingOrder,
  result: ChargeResult,
  neverSent: boolean,
  limits: TransitionLimits,
): Transition {
  const { action } = order.state;
  switch (result.kind) {
    case "approved":
      // The charge was made before the cancellation could stop it: what was charged is given back.
      if (action.kind === "cancel") return voidNext(order);
      return paid(order);
    case "declined":
      if (action.kind === "charge") return final(order, { status: "declined", reason: result.reason });
      return withoutCharge(order, false);
    default:
      if (action.kind !== "charge") {
        if (result.kind === "refused" && neverSent) return withoutCharge(order, false);
        // That it can never be charged is no trouble, now that it should not be.
        if (result.kind === "rejected" && result.why !== "key-mismatch") return voidNext(order);
      }
      return unanswered(order, result, neverSent, limits);
  }
}

function voidEnded(order: PendingOrder, result: VoidResult, reverse: boolean, limits: TransitionLimits): Transition {
  switch (result.kind) {
    case "voided":
    case "reversed":
      return withoutCharge(order, result.kind === "reversed");
    case "already-charged":
      if (order.state.action.kind !== "cancel") return paid(order);
      // The cancellation came while this call, for a change of method, was under way.
      return reverse ? review(order, "not-reversed") : voidNext(order);
    default:
      return unanswered(order, result, false, limits);
  }
}

/** What was charged is the order's method, which the customer may have wanted to change. */
function paid(order: PendingOrder): Transition {
  const { action } = order.state;
  const despiteChange = action.kind === "change" && action.paymentMethod !== order.paymentMethod;
  return final(order, { status: "confirmed", despiteChange });
}

/** What the customer has asked for in the meantime begins with a void. */
function voidNext(order: PendingOrder): Transition {
  return pendingStill(order, { charged: "unknown" }, { kind: "at-once" });
}

/** Nothing is charged under the order's key, for certain and for ever: what the customer asked for can be done. */
function withoutCharge(order: PendingOrder, reversed: boolean): Transition {
  const { action } = order.state;
  switch (action.kind) {
    case "cancel":
      return final(order, { status: "cancelled", reversed });
    case "change":
      return nextAttempt(order, action.paymentMethod);
    case "charge":
      // The key is void, and nobody here has asked for that.
      return review(order, "key-void");
  }
}

function nextAttempt(order: PendingOrder, paymentMethod: string): Transition {
  const state: Pending = { status: "payment-pending", action: { kind: "charge" }, charged: "no" };
  const next = { ...order, paymentMethod, attempt: order.attempt + 1, tries: 0, state };
  return { kind: "changed", order: grown(next), due: { kind: "at-once" } };
}

function unanswered(
  order: PendingOrder,
  result: NoAnswer,
  neverSent: boolean,
  { maxTries }: TransitionLimits,
): Transition {
  switch (result.kind) {
    case "refused":
      return pendingStill(order, neverSent ? { charged: "no" } : {}, { kind: "after-breaker" });
    // A try too: or a key that stays under way, as with a processor that never answers, would be asked about for ever.
    case "busy":
    case "unknown": {
      const tries = order.tries + 1;
      if (tries >= maxTries) return review({ ...order, tries }, "too-many-tries");
      return pendingStill({ ...order, tries }, { charged: "unknown" }, { kind: "back-off", tries });
    }
    case "rejected":
      return review(order, result.why);
  }
}

function cancelAsked(order: PendingOrder): Transition {
  const { action, charged } = order.state;
  if (action.kind === "cancel") return { kind: "same" };
  if (charged === "no") return final(order, { status: "cancelled", reversed: false });
  return pendingStill({ ...order, tries: 0 }, { action: { kind: "cancel" } }, { kind: "at-once" });
}

function changeAsked(order: PendingOrder, paymentMethod: string): Transition {
  const { action, charged } = order.state;
  if (action.kind === "cancel") return { kind: "impossible", why: "it is being cancelled" };
  const wanted = action.kind === "change" ? action.paymentMethod : order.paymentMethod;
  if (wanted === paymentMethod) return { kind: "same" };
  if (charged === "no") return nextAttempt(order, paymentMethod);
  return pendingStill({ ...order, tries: 0 }, { action: { kind: "change", paymentMethod } }, { kind: "at-once" });
}

function reviewed(order: Order, verdict: "retry" | "cancel"): Transition {
  if (order.state.status !== "needs-review") return { kind: "impossible", why: "it is not in review" };
  const action: PendingAction = verdict === "retry" ? order.state.action : { kind: "cancel" };
  const state: Pending = { status: "payment-pending", action, charged: "unknown" };
  return { kind: "changed", order: grown({ ...order, tries: 0, state }), due: { kind: "at-once" } };
}

function notPending(state: Exclude<OrderState, Pending>, event: OrderEvent): Transition {
  if (event.kind === "cancel-asked" && state.status === "cancelled") return { kind: "same" };
  return { kind: "impossible", why: WHY_NOT[state.status] };
}

const WHY_NOT: Record<Exclude<OrderState, Pending>["status"], string> = {
  confirmed: "it is paid",
  declined: "its payment was declined, and it is closed",
  cancelled: "it is cancelled",
  "needs-review": "a person is looking at it",
};

function pendingStill(order: PendingOrder, changes: Partial<Pending>, due: Due): Transition {
  return { kind: "changed", order: grown({ ...order, state: { ...order.state, ...changes } }), due };
}

function final(order: Order, state: Exclude<OrderState, Pending>): Transition {
  return { kind: "changed", order: grown({ ...order, state }), due: { kind: "never" } };
}

function review(order: PendingOrder, reason: ReviewReason): Transition {
  return final(order, { status: "needs-review", reason, action: order.state.action });
}

function grown(order: Order): Order {
  return { ...order, revision: order.revision + 1 };
}
