/** A charge, as Order asks for it and as it ends. */
import type { Money } from "../shared/money.ts";

export type Charge = {
  amount: Money;
  /** Known to Payment; nothing of it is logged or shown. */
  paymentMethod: string;
  /** Tells this charge from every other: it is of one order and one attempt. */
  idempotencyKey: string;
};

export type DeclineReason = "card-declined" | "insufficient-funds" | "card-expired";

/**
 * `rejected`: Payment will never take this request, and nothing was charged; `why` is its sentence.
 * `refused`: the breaker let no call through, so nothing was charged.
 * `unknown`: the call failed or came too late, and the charge may have happened.
 */
export type ChargeResult =
  | { kind: "approved" }
  | { kind: "declined"; reason: DeclineReason }
  | { kind: "rejected"; why: string }
  | { kind: "refused" }
  | { kind: "unknown" };

/** How Payment answers, if it does. */
export type Answered = Extract<ChargeResult, { kind: "approved" | "declined" }>;
