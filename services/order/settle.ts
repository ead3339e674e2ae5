/** One order that is ours to settle: what is asked of Payment for it, and what is written down of the answer. */
import type { Log } from "../shared/log.ts";
import type { PaymentCalls } from "./call-payment.ts";
import type { ChargeResult, VoidResult } from "./charge.ts";
import { chargeKey } from "./order.ts";
import type { Changed, Claim, Orders } from "./orders.ts";
import type { OrderEvent } from "./transition.ts";

/** How an attempt to settle an order ended. */
export type Settled = ChargeResult["kind"] | VoidResult["kind"] | "lease-lost";

export type SettleDependencies = {
  orders: Pick<Orders, "finish" | "claimOne">;
  payments: PaymentCalls;
  /** How long an order may be ours: longer than a call takes. */
  leaseMs: () => number;
  /** Is told of each change that was written. */
  onChanged: (changed: Changed) => void;
  onSettled: (settled: Settled) => void;
  log: Log;
};

/** Lets a call through, or says that the breaker should not even be asked for it. */
export type Gate = <T>(call: () => Promise<T>) => Promise<T | { kind: "refused" }>;

/** What one order can need in a go: a void, a charge under the next key, and what the customer asks for meanwhile. */
const MOST_CALLS = 4;

/**
 * Calls Payment for a claimed order, if there is one, until there is nothing more to do for it at once. An error says that the
 * order book did not answer: then the lease runs out, and the order is asked about again, under the same key.
 */
export async function settle(dependencies: SettleDependencies, claim: Claim | undefined, gate: Gate): Promise<void> {
  const { orders, leaseMs, onChanged, onSettled, log } = dependencies;
  let mine = claim;
  for (let calls = 1; mine; calls++) {
    const event = await ask(dependencies, mine, gate);
    const changed: Changed | undefined = await orders.finish(mine.lease, event);
    onSettled(changed ? event.result.kind : "lease-lost");
    if (!changed) {
      log.warn({ chargeKey: chargeKey(mine.order) }, "the lease of an order was over before Payment answered");
      return;
    }
    onChanged(changed);
    const { transition } = changed;
    if (transition.kind !== "changed" || transition.due.kind !== "at-once" || calls === MOST_CALLS) return;
    mine = await orders.claimOne(mine.order.orderId, leaseMs());
  }
}

type Asked = Extract<OrderEvent, { kind: "charge-ended" | "void-ended" }>;

async function ask({ payments, log }: SettleDependencies, { order, neverSent }: Claim, gate: Gate): Promise<Asked> {
  const { action } = order.state;
  const fault = (error: unknown): { kind: "unknown" } => {
    // A try like any other, so that an order that always comes to this ends with a person.
    log.error({ chargeKey: chargeKey(order), err: error }, "Payment could not be called");
    return { kind: "unknown" };
  };
  if (action.kind === "charge")
    return { kind: "charge-ended", result: await gate(() => payments.charge(order)).catch(fault), neverSent };
  const reverse = action.kind === "cancel";
  return { kind: "void-ended", reverse, result: await gate(() => payments.void(order)).catch(fault) };
}
