/** PlaceOrder: price an order, write it down, and only then charge for it. */
import type { Log } from "../shared/log.ts";
import type { PaymentCalls } from "./call-payment.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { newOrder } from "./order.ts";
import type { Lease, Listed, Orders } from "./orders.ts";
import { type Price, priceOf } from "./price.ts";
import type { Progress } from "./progress.ts";
import type { Catalogue } from "./settings.ts";

/** What is ordered: a positive whole quantity of a product, paid for by a method that Payment knows. */
export type OrderRequest = { productId: string; quantity: number; paymentMethod: string };

/** Who orders it, and the client's own name for the order if it gave one. */
export type Placing = OrderRequest & { clientId: string; idempotencyKey: string | undefined };

export type Placed =
  /** Written down; its charge is under way, and goes on whatever becomes of the caller. */
  | ({ kind: "placed" } & Progress)
  /** The key has placed this order before. */
  | ({ kind: "existing" } & Listed)
  /** The key was used for another request; nothing was ordered now. */
  | { kind: "key-mismatch" }
  /** Nothing was ordered. */
  | Exclude<Price, { kind: "priced" }>;

export type PlaceOrderDependencies = {
  catalogue: Catalogue;
  newOrderId: () => string;
  orders: Pick<Orders, "insert" | "placedUnder" | "finish" | "find">;
  payments: Pick<PaymentCalls, "charge">;
  /** How long an order is this request's alone: for longer than a charge takes and is written down. */
  leaseMs: () => number;
  /** Is told of each change that was written. */
  onChanged: (changed: Listed) => void;
  /** Notes what goes on when the caller is gone. */
  goesOn: (work: Promise<Listed>) => Promise<Listed>;
  log: Log;
};

/** An error says that the order book did not answer; then this call charges nothing. */
export async function placeOrder(dependencies: PlaceOrderDependencies, placing: Placing): Promise<Placed> {
  const { catalogue, newOrderId, orders, leaseMs, onChanged, goesOn } = dependencies;
  const { clientId, idempotencyKey, ...request } = placing;
  const fingerprint = fingerprintOf(request);
  const price = priceOf(catalogue, request.productId, request.quantity);
  if (price.kind !== "priced") {
    // What was ordered is ordered, also if the catalogue has changed since.
    const placed = idempotencyKey && (await orders.placedUnder(clientId, idempotencyKey, fingerprint));
    return placed || price;
  }

  const order = newOrder({ orderId: newOrderId(), clientId, ...request, total: price.total });
  const inserted = await orders.insert({ order, idempotencyKey, fingerprint, leaseMs: leaseMs() });
  if (inserted.kind !== "inserted") return inserted;
  const now = { order, nextAttemptAt: inserted.nextAttemptAt };
  onChanged(now);
  return { kind: "placed", now, soon: goesOn(charge(dependencies, now, inserted.lease)) };
}

/** The order after its charge. If that cannot be found out or written, as it was: settlement takes over after the lease. */
async function charge(dependencies: PlaceOrderDependencies, placed: Listed, lease: Lease): Promise<Listed> {
  const { orders, payments, onChanged, log } = dependencies;
  const { order } = placed;
  const { orderId, clientId } = order;
  try {
    const result = await payments.charge(order);
    // Nobody else has had this order yet: what the breaker refuses now was never sent at all.
    const neverSent = result.kind === "refused";
    const changed = await orders.finish(lease, { kind: "charge-ended", result, neverSent });
    if (changed) {
      onChanged(changed);
      return changed;
    }
    log.warn({ orderId, result: result.kind }, "a charge outlasted its lease, and the order is settled by another");
    return (await orders.find(clientId, orderId)) ?? placed;
  } catch (error) {
    log.error({ orderId, err: error }, "what became of a charge was not written down: the order will be settled later");
    return placed;
  }
}
