/** Payment, as Order calls it. */
import { credentials } from "@grpc/grpc-js";
import { PaymentClient, paymentService } from "../../proto/contracts.ts";
import type { DeclineReason__Output } from "../../proto/gen/payment/v1/DeclineReason.ts";
import type { ProcessPaymentResponse__Output } from "../../proto/gen/payment/v1/ProcessPaymentResponse.ts";
import type { VoidPaymentResponse__Output } from "../../proto/gen/payment/v1/VoidPaymentResponse.ts";
import { toWireMoney } from "../shared/money.ts";
import { type CallLimits, call, channelOptions } from "../shared/rpc-client.ts";
import { RpcError } from "../shared/rpc-error.ts";
import type { Charge, Charged, DeclineReason, Voided } from "./charge.ts";
import { type EjectionSettings, ejecting } from "./ejection-settings.ts";

/** Which charge to make void, and whether it is given back if it was made. */
export type Void = { idempotencyKey: string; reverse: boolean };

export type PaymentCallOptions = {
  deadlineMs: number;
  /** Tells this call from others under the same key: Payment draws the faults that it injects by it. */
  tryNumber: number;
};

/** Each call rejects with an RpcError when Payment gave no answer to go by within the deadline. */
export type Payment = {
  charge(charge: Charge, options: PaymentCallOptions): Promise<Charged>;
  void(which: Void, options: PaymentCallOptions): Promise<Voided>;
  close(): void;
};

/**
 * Connects at the first call; `target` is a gRPC target, whose every address gets its share of the calls, but for one that
 * fails nearly all it gets.
 */
export function paymentAt(target: string, ejection: EjectionSettings): Payment {
  const options = { ...channelOptions, ...ejecting(ejection) };
  const client = new PaymentClient(target, credentials.createInsecure(), options);
  return {
    async charge({ amount, paymentMethod, idempotencyKey }, options) {
      const request = { amount: toWireMoney(amount), paymentMethod, idempotencyKey };
      return readCharged(await call(client, paymentService.ProcessPayment, request, limitsOf(options)));
    },
    async void(which, options) {
      return readVoided(await call(client, paymentService.VoidPayment, which, limitsOf(options)));
    },
    close: () => client.close(),
  };
}

function limitsOf({ deadlineMs, tryNumber }: PaymentCallOptions): CallLimits {
  return { deadlineMs, metadata: { "x-holdfast-try": String(tryNumber) } };
}

/** An answer that says neither yes nor no is a broken Payment: INTERNAL, a failure to the breaker. */
export function readCharged({ result, declineReason }: ProcessPaymentResponse__Output): Charged {
  switch (result) {
    case "PAYMENT_RESULT_APPROVED":
      return { kind: "approved" };
    case "PAYMENT_RESULT_DECLINED":
      return { kind: "declined", reason: DECLINE_REASON[declineReason] ?? "card-declined" };
    default:
      throw new RpcError("INTERNAL", `Payment answered with the result ${result}`);
  }
}

/** As readCharged. */
export function readVoided({ result }: VoidPaymentResponse__Output): Voided {
  switch (result) {
    case "VOID_RESULT_VOIDED":
      return { kind: "voided" };
    case "VOID_RESULT_REVERSED":
      return { kind: "reversed" };
    case "VOID_RESULT_ALREADY_CHARGED":
      return { kind: "already-charged" };
    default:
      throw new RpcError("INTERNAL", `Payment answered with the result ${result}`);
  }
}

/** A reason that a newer Payment has and we do not know is as good as none. */
const DECLINE_REASON: Partial<Record<DeclineReason__Output, DeclineReason>> = {
  DECLINE_REASON_CARD_DECLINED: "card-declined",
  DECLINE_REASON_INSUFFICIENT_FUNDS: "insufficient-funds",
  DECLINE_REASON_CARD_EXPIRED: "card-expired",
};
