/** Calls to Payment as an order sees them: whatever Payment or the breaker does, each ends as a value. */
import type { Log } from "../shared/log.ts";
import { RpcError } from "../shared/rpc-error.ts";
import type { Breaker } from "./breaker/breaker.ts";
import type { ChargeResult, NoAnswer, VoidResult } from "./charge.ts";
import { chargeKey, type Order } from "./order.ts";
import type { Payment, PaymentCallOptions } from "./payment-client.ts";

/** Each ends within Order's own deadline, whatever the client wants; an error is a fault of ours, from before sending. */
export type PaymentCalls = {
  /** Charges the order's total to its method, under the key of its present attempt. */
  charge(order: Order): Promise<ChargeResult>;
  /** Makes that key void. A charge that was made is given back only for an order that is being cancelled. */
  void(order: Order): Promise<VoidResult>;
};

export type PaymentCallsOptions = {
  /** The one that all calls to Payment pass. */
  breaker: Pick<Breaker, "call">;
  payment: Pick<Payment, "charge" | "void">;
  /** In force when a call begins. */
  callDeadlineMs: () => number;
  /** Is told how each call ended. */
  onEnded?: (call: keyof PaymentCalls, result: ChargeResult | VoidResult) => void;
  log: Log;
};

/** What an order makes of each status. breaker/verdict.ts, in the same order, has what the breaker makes of it. */
export const NO_ANSWER_OF_STATUS: Readonly<Record<RpcError["code"], NoAnswer>> = {
  // Payment answered that it has done nothing, now or ever, for a request like this one.
  INVALID_ARGUMENT: { kind: "rejected", why: "request-rejected" },
  NOT_FOUND: { kind: "rejected", why: "request-rejected" },
  ALREADY_EXISTS: { kind: "rejected", why: "key-mismatch" },
  FAILED_PRECONDITION: { kind: "rejected", why: "key-void" },
  ABORTED: { kind: "busy" },
  OUT_OF_RANGE: { kind: "rejected", why: "request-rejected" },

  // The call may have been carried out. UNAVAILABLE says no more than the rest: the answer may have been lost on its way.
  CANCELLED: { kind: "unknown" },
  UNAVAILABLE: { kind: "unknown" },
  DEADLINE_EXCEEDED: { kind: "unknown" },
  RESOURCE_EXHAUSTED: { kind: "unknown" },
  INTERNAL: { kind: "unknown" },
  UNKNOWN: { kind: "unknown" },
  DATA_LOSS: { kind: "unknown" },
  UNIMPLEMENTED: { kind: "unknown" },
  UNAUTHENTICATED: { kind: "unknown" },
  PERMISSION_DENIED: { kind: "unknown" },
};

export function paymentCalls({ breaker, payment, callDeadlineMs, onEnded, log }: PaymentCallsOptions): PaymentCalls {
  async function ended<T>(order: Order, ask: (options: PaymentCallOptions) => Promise<T>): Promise<T | NoAnswer> {
    try {
      // Each call that ends makes the order's revision grow, so that the next one has another.
      const answer = await breaker.call(() => ask({ deadlineMs: callDeadlineMs(), tryNumber: order.revision }));
      return answer.kind === "answered" ? answer.value : { kind: "refused" };
    } catch (error) {
      // Without a status it never came from Payment.
      if (!(error instanceof RpcError)) throw error;
      const { code, message: reason } = error;
      const noAnswer = NO_ANSWER_OF_STATUS[code];
      log.warn({ chargeKey: chargeKey(order), code, reason, means: noAnswer }, "a call to Payment gave no answer");
      return noAnswer;
    }
  }

  return {
    async charge(order) {
      const { total: amount, paymentMethod } = order;
      const idempotencyKey = chargeKey(order);
      const result = await ended(order, (options) =>
        payment.charge({ amount, paymentMethod, idempotencyKey }, options),
      );
      onEnded?.("charge", result);
      return result;
    },
    async void(order) {
      const which = { idempotencyKey: chargeKey(order), reverse: isCancelled(order) };
      const result = await ended(order, (options) => payment.void(which, options));
      onEnded?.("void", result);
      return result;
    },
  };
}

function isCancelled({ state }: Order): boolean {
  return state.status === "payment-pending" && state.action.kind === "cancel";
}
