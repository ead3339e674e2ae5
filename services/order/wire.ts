/** Order's contract to its own words and back: the only file that knows how both are spelled. */
import type { OrderStatus } from "../../proto/gen/order/v1/OrderStatus.ts";
import type { PlaceOrderRequest__Output } from "../../proto/gen/order/v1/PlaceOrderRequest.ts";
import type { PlaceOrderResponse } from "../../proto/gen/order/v1/PlaceOrderResponse.ts";
import { toWireMoney } from "../shared/money.ts";
import { RpcError } from "../shared/rpc-error.ts";
import { messageOf, type Order, type OrderState } from "./order.ts";
import type { OrderRequest } from "./place-order.ts";

/** Checks what needs no catalogue; an INVALID_ARGUMENT names the field. */
export function readRequest({ productId, quantity, paymentMethod }: PlaceOrderRequest__Output): OrderRequest {
  if (productId === "") throw invalid("product_id is missing: name a product of the catalogue");
  if (!(Number.isSafeInteger(quantity) && quantity >= 1)) throw invalid(`quantity is ${quantity}: must be 1 or more`);
  if (paymentMethod === "") throw invalid("payment_method is missing: name one that Payment knows, like pm_card_visa");
  // Its text is not repeated: somebody will send a card number one day, and errors end up in logs.
  if (!/^[\x21-\x7e]{1,255}$/.test(paymentMethod))
    throw invalid("payment_method must be 1 to 255 printable ASCII characters without spaces");
  return { productId, quantity, paymentMethod };
}

const STATUS = {
  confirmed: "ORDER_STATUS_CONFIRMED",
  declined: "ORDER_STATUS_DECLINED",
  "payment-pending": "ORDER_STATUS_PAYMENT_PENDING",
} satisfies Record<OrderState["status"], OrderStatus>;

export function writeOrder(order: Order): PlaceOrderResponse {
  return {
    orderId: order.orderId,
    total: toWireMoney(order.total),
    status: STATUS[order.state.status],
    message: messageOf(order),
  };
}

function invalid(why: string): RpcError {
  return new RpcError("INVALID_ARGUMENT", why);
}
