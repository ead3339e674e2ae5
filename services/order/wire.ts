/** Order's contract to its own words and back: the only file that knows how both are spelled. */
import type { Order as WireOrder } from "../../proto/gen/order/v1/Order.ts";
import type { OrderStatus } from "../../proto/gen/order/v1/OrderStatus.ts";
import type { PendingAction as WireAction } from "../../proto/gen/order/v1/PendingAction.ts";
import type { PlaceOrderRequest__Output } from "../../proto/gen/order/v1/PlaceOrderRequest.ts";
import { invalidArgument } from "../shared/invalid-argument.ts";
import { toWireMoney } from "../shared/money.ts";
import { messageOf } from "./message.ts";
import type { Order, OrderState, PendingAction } from "./order.ts";
import type { Listed } from "./orders.ts";
import type { Placing } from "./place-order.ts";

/** Checks what needs no catalogue; an INVALID_ARGUMENT names the field, as everywhere here. */
export function readPlaceOrder(wire: PlaceOrderRequest__Output): Omit<Placing, "clientId"> {
  const { productId, quantity, idempotencyKey } = wire;
  if (productId === "") throw invalidArgument("product_id", "is missing: name a product of the catalogue");
  if (!(Number.isSafeInteger(quantity) && quantity >= 1))
    throw invalidArgument("quantity", "must be 1 or more", String(quantity));
  const paymentMethod = readPaymentMethod(wire.paymentMethod);
  if (!/^[\x21-\x7e]{0,255}$/.test(idempotencyKey))
    throw invalidArgument("idempotency_key", "must be at most 255 printable ASCII characters without blanks");
  return { productId, quantity, paymentMethod, idempotencyKey: idempotencyKey || undefined };
}

/** Its text is not repeated in an error: somebody will send a card number one day, and errors end up in logs. */
export function readPaymentMethod(paymentMethod: string): string {
  if (paymentMethod === "")
    throw invalidArgument("payment_method", "is missing: name one that Payment knows, like pm_card_visa");
  if (!/^[\x21-\x7e]{1,255}$/.test(paymentMethod))
    throw invalidArgument("payment_method", "must be 1 to 255 printable ASCII characters without blanks");
  return paymentMethod;
}

/** In small letters, as the order book has it. */
export function readOrderId(orderId: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(orderId))
    throw invalidArgument("order_id", "must be a UUID, as PlaceOrder answered it");
  return orderId.toLowerCase();
}

const STATUS = {
  confirmed: "ORDER_STATUS_CONFIRMED",
  declined: "ORDER_STATUS_DECLINED",
  "payment-pending": "ORDER_STATUS_PAYMENT_PENDING",
  cancelled: "ORDER_STATUS_CANCELLED",
  "needs-review": "ORDER_STATUS_NEEDS_REVIEW",
} as const satisfies Record<OrderState["status"], OrderStatus>;

const ACTION = {
  charge: "PENDING_ACTION_CHARGE",
  cancel: "PENDING_ACTION_CANCEL",
  change: "PENDING_ACTION_CHANGE_PAYMENT_METHOD",
} as const satisfies Record<PendingAction["kind"], WireAction>;

export function statusOf({ state }: Order): OrderStatus {
  return STATUS[state.status];
}

export function writeOrder(listed: Listed): WireOrder {
  const { order, nextAttemptAt } = listed;
  const { state } = order;
  return {
    orderId: order.orderId,
    total: toWireMoney(order.total),
    status: statusOf(order),
    message: messageOf(listed),
    productId: order.productId,
    quantity: order.quantity,
    revision: String(order.revision),
    ...(state.status === "payment-pending" && {
      pendingAction: ACTION[state.action.kind],
      nextAttemptAt: toTimestamp(nextAttemptAt),
    }),
  };
}

function toTimestamp(time: Date): { seconds: string; nanos: number } {
  const ms = time.getTime();
  const seconds = Math.floor(ms / 1_000);
  return { seconds: String(seconds), nanos: (ms - seconds * 1_000) * 1_000_000 };
}
