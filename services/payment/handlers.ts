/** The wire's side of Payment: requests are checked, decisions become answers. */
import type { DeclineReason__Output } from "../../proto/gen/payment/v1/DeclineReason.ts";
import type { GetPaymentRequest__Output } from "../../proto/gen/payment/v1/GetPaymentRequest.ts";
import type { GetPaymentResponse } from "../../proto/gen/payment/v1/GetPaymentResponse.ts";
import type { PaymentState__Output } from "../../proto/gen/payment/v1/PaymentState.ts";
import type { ProcessPaymentRequest__Output } from "../../proto/gen/payment/v1/ProcessPaymentRequest.ts";
import type { ProcessPaymentResponse } from "../../proto/gen/payment/v1/ProcessPaymentResponse.ts";
import type { VoidPaymentRequest__Output } from "../../proto/gen/payment/v1/VoidPaymentRequest.ts";
import type { VoidPaymentResponse } from "../../proto/gen/payment/v1/VoidPaymentResponse.ts";
import type { VoidResult__Output } from "../../proto/gen/payment/v1/VoidResult.ts";
import { errorInfo } from "../shared/error-details.ts";
import { invalidArgument } from "../shared/invalid-argument.ts";
import { readWireMoney, toWireMoney } from "../shared/money.ts";
import { RpcError } from "../shared/rpc-error.ts";
import type { VoidAnswer } from "./ledger/decide.ts";
import type { Entry } from "./ledger/entry.ts";
import type { Payments } from "./payments.ts";
import { type DeclineReason, isTestMethod, TEST_METHODS } from "./processor/test-methods.ts";

const REASONS: Record<DeclineReason, DeclineReason__Output> = {
  "card-declined": "DECLINE_REASON_CARD_DECLINED",
  "insufficient-funds": "DECLINE_REASON_INSUFFICIENT_FUNDS",
  "card-expired": "DECLINE_REASON_CARD_EXPIRED",
};

const STATES: Record<Entry["state"], PaymentState__Output> = {
  charging: "PAYMENT_STATE_IN_PROGRESS",
  voiding: "PAYMENT_STATE_IN_PROGRESS",
  approved: "PAYMENT_STATE_APPROVED",
  declined: "PAYMENT_STATE_DECLINED",
  void: "PAYMENT_STATE_VOIDED",
  reversed: "PAYMENT_STATE_REVERSED",
};

const VOID_RESULTS: Record<Exclude<VoidAnswer["kind"], "under-way">, VoidResult__Output> = {
  voided: "VOID_RESULT_VOIDED",
  reversed: "VOID_RESULT_REVERSED",
  "already-charged": "VOID_RESULT_ALREADY_CHARGED",
};

/** What they throw is in the contract; nothing is written before the whole request was found right. */
export function paymentHandlers(payments: Payments, onVoid: (answer: VoidAnswer) => void) {
  return {
    async ProcessPayment(request: ProcessPaymentRequest__Output): Promise<ProcessPaymentResponse> {
      const amount = readWireMoney("amount", request.amount);
      const key = readKey(request.idempotencyKey);
      const method = request.paymentMethod;
      // Not repeated in the message, since a card number may have been put in it.
      if (!isTestMethod(method))
        throw invalidArgument("payment_method", `is not known here: use one of ${TEST_METHODS.join(", ")}`);

      const answer = await payments.charge(key, { amount, method });
      switch (answer.kind) {
        case "approved":
          return { paymentId: answer.paymentId, result: "PAYMENT_RESULT_APPROVED" };
        case "declined":
          return {
            paymentId: answer.paymentId,
            result: "PAYMENT_RESULT_DECLINED",
            declineReason: REASONS[answer.reason],
          };
        case "other-parameters":
          throw new RpcError("ALREADY_EXISTS", "the key was used with another amount or method: use a new key", {
            details: [errorInfo("KEY_REUSED", { idempotency_key: key })],
          });
        case "void":
          throw new RpcError("FAILED_PRECONDITION", "the key is void: nothing is charged under it", {
            details: [errorInfo("KEY_VOID", { idempotency_key: key })],
          });
        case "under-way":
          throw underWay(key);
      }
    },

    async GetPayment({ idempotencyKey }: GetPaymentRequest__Output): Promise<GetPaymentResponse> {
      const entry = await payments.find(readKey(idempotencyKey));
      if (!entry) throw new RpcError("NOT_FOUND", "the key was never used");
      return {
        payment: {
          paymentId: entry.paymentId,
          state: STATES[entry.state],
          amount: entry.charge && toWireMoney(entry.charge.amount),
          ...(entry.state === "declined" && { declineReason: REASONS[entry.reason] }),
        },
      };
    },

    async VoidPayment({ idempotencyKey, reverse }: VoidPaymentRequest__Output): Promise<VoidPaymentResponse> {
      const key = readKey(idempotencyKey);
      const answer = await payments.void(key, reverse);
      onVoid(answer);
      if (answer.kind === "under-way") throw underWay(key);
      return { result: VOID_RESULTS[answer.kind] };
    },
  };
}

/** Without a name for the charge nobody could tell a second attempt from a second charge. */
function readKey(key: string): string {
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw invalidArgument("idempotency_key", "must be 1 to 255 printable ASCII characters without blanks");
  return key;
}

function underWay(key: string): RpcError {
  return new RpcError("ABORTED", "another call with this key is under way: try again soon", {
    details: [errorInfo("KEY_UNDER_WAY", { idempotency_key: key })],
  });
}
