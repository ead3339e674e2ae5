/** The wire's side of Payment: requests are checked, decisions become answers. */
import { randomUUID } from "node:crypto";
import type { DeclineReason__Output } from "../../proto/gen/payment/v1/DeclineReason.ts";
import type { ProcessPaymentRequest__Output } from "../../proto/gen/payment/v1/ProcessPaymentRequest.ts";
import type { ProcessPaymentResponse } from "../../proto/gen/payment/v1/ProcessPaymentResponse.ts";
import { readWireMoney } from "../shared/money.ts";
import { RpcError } from "../shared/rpc-error.ts";
import { type DeclineReason, decideCharge, TEST_METHODS } from "./charge.ts";

const REASONS: Record<DeclineReason, DeclineReason__Output> = {
  "card-declined": "DECLINE_REASON_CARD_DECLINED",
  "insufficient-funds": "DECLINE_REASON_INSUFFICIENT_FUNDS",
  "card-expired": "DECLINE_REASON_CARD_EXPIRED",
};

/** INVALID_ARGUMENT names the field; its text is repeated nowhere, since a card number may have been put in it. */
export async function processPayment(request: ProcessPaymentRequest__Output): Promise<ProcessPaymentResponse> {
  readWireMoney("amount", request.amount);
  // Without a name for the charge nobody could tell a second attempt from a second charge.
  if (!/^[\x21-\x7e]{1,255}$/.test(request.idempotencyKey))
    throw invalid("idempotency_key must be 1 to 255 printable ASCII characters without blanks");

  const decision = decideCharge(request.paymentMethod);
  switch (decision.kind) {
    case "approved":
      return { paymentId: randomUUID(), result: "PAYMENT_RESULT_APPROVED" };
    case "declined":
      return { paymentId: randomUUID(), result: "PAYMENT_RESULT_DECLINED", declineReason: REASONS[decision.reason] };
    case "unknown-method":
      throw invalid(`payment_method is not known here: use one of ${TEST_METHODS.join(", ")}`);
  }
}

function invalid(why: string): RpcError {
  return new RpcError("INVALID_ARGUMENT", why);
}
