/** What Order asks of Payment, and how that ends. */
import type { Money } from "../shared/money.ts";

export type Charge = {
  amount: Money;
  /** Known to Payment; nothing of it is logged or shown. */
  paymentMethod: string;
  /** Tells this charge from every other: it is of one order and one attempt. */
  idempotencyKey: string;
};

export type DeclineReason = "card-declined" | "insufficient-funds" | "card-expired";

/** How a call to Payment ends without an answer to what was asked. */
export type NoAnswer =
  /** The breaker let no call through, so nothing was sent. */
  | { kind: "refused" }
  /** Another call with the same key is under way. */
  | { kind: "busy" }
  /** The call failed or came too late, and may have been carried out. */
  | { kind: "unknown" }
  /** Payment will never take this request, and has done nothing. */
  | { kind: "rejected"; why: "request-rejected" | "key-mismatch" | "key-void" };

export type Charged = { kind: "approved" } | { kind: "declined"; reason: DeclineReason };
export type ChargeResult = Charged | NoAnswer;

/** Nothing is charged under the key, and never will be; it was, and was given back; it was, and stays so. */
export type Voided = { kind: "voided" } | { kind: "reversed" } | { kind: "already-charged" };
export type VoidResult = Voided | NoAnswer;
