/** PlaceOrder: price the order, charge for it, and tell what became of it. */
import type { Charge, ChargeResult } from "./charge.ts";
import type { Order, OrderState } from "./order.ts";
import { type Price, priceOf } from "./price.ts";
import type { Catalogue } from "./settings.ts";

/** What is ordered: a positive whole quantity of a product, paid for by a method that Payment knows. */
export type OrderRequest = { productId: string; quantity: number; paymentMethod: string };

export type Placed =
  | { kind: "placed"; order: Order }
  /** Nothing was ordered or charged. */
  | Exclude<Price, { kind: "priced" }>
  | { kind: "rejected"; why: string };

export type PlaceOrderDependencies = {
  catalogue: Catalogue;
  newOrderId: () => string;
  /** Ends in time whatever Payment does; an error is a fault of ours. */
  charge: (charge: Charge) => Promise<ChargeResult>;
};

export async function placeOrder(
  { catalogue, newOrderId, charge }: PlaceOrderDependencies,
  { productId, quantity, paymentMethod }: OrderRequest,
): Promise<Placed> {
  const price = priceOf(catalogue, productId, quantity);
  if (price.kind !== "priced") return price;
  const orderId = newOrderId();
  const result = await charge({ amount: price.total, paymentMethod, idempotencyKey: chargeKey(orderId, 1) });
  if (result.kind === "rejected") return result;
  return { kind: "placed", order: { orderId, total: price.total, state: stateAfter(result) } };
}

/** One key for one attempt of one order: under it, asking again is told from charging again. */
function chargeKey(orderId: string, attempt: number): string {
  return `${orderId}/${attempt}`;
}

function stateAfter(result: Exclude<ChargeResult, { kind: "rejected" }>): OrderState {
  switch (result.kind) {
    case "approved":
      return { status: "confirmed" };
    case "declined":
      return { status: "declined", reason: result.reason };
    case "refused":
      return { status: "payment-pending", charged: "no" };
    case "unknown":
      return { status: "payment-pending", charged: "unknown" };
  }
}
