/** What the Order service answers: requests are read, what the parts say becomes an answer or an error. */
import type { CancelOrderRequest__Output } from "../../proto/gen/order/v1/CancelOrderRequest.ts";
import type { CancelOrderResponse } from "../../proto/gen/order/v1/CancelOrderResponse.ts";
import type { ChangePaymentMethodRequest__Output } from "../../proto/gen/order/v1/ChangePaymentMethodRequest.ts";
import type { ChangePaymentMethodResponse } from "../../proto/gen/order/v1/ChangePaymentMethodResponse.ts";
import type { GetOrderRequest__Output } from "../../proto/gen/order/v1/GetOrderRequest.ts";
import type { GetOrderResponse } from "../../proto/gen/order/v1/GetOrderResponse.ts";
import type { PlaceOrderRequest__Output } from "../../proto/gen/order/v1/PlaceOrderRequest.ts";
import type { PlaceOrderResponse } from "../../proto/gen/order/v1/PlaceOrderResponse.ts";
import type { WatchOrderRequest__Output } from "../../proto/gen/order/v1/WatchOrderRequest.ts";
import type { WatchOrderResponse } from "../../proto/gen/order/v1/WatchOrderResponse.ts";
import { errorInfo } from "../shared/error-details.ts";
import { invalidArgument } from "../shared/invalid-argument.ts";
import type { ClientContext } from "../shared/protection.ts";
import { RpcError } from "../shared/rpc-error.ts";
import type { Altered, Wish } from "./alter-order.ts";
import { type AnswerOptions, answering } from "./answer.ts";
import type { Order } from "./order.ts";
import type { Listed, Orders } from "./orders.ts";
import type { Placed, Placing } from "./place-order.ts";
import type { OrderWatch } from "./watch-order.ts";
import { readOrderId, readPaymentMethod, readPlaceOrder, statusOf, writeOrder } from "./wire.ts";

/** Who calls, and for how long: of what a method is told, all that these need. */
export type Caller = Pick<ClientContext, "client" | "deadlineAtMs" | "signal">;

export type OrderHandlersOptions = AnswerOptions & {
  placeOrder: (placing: Placing) => Promise<Placed>;
  alterOrder: (clientId: string, orderId: string, wish: Wish) => Promise<Altered>;
  orders: Pick<Orders, "find">;
  watch: Pick<OrderWatch, "watch">;
};

export function orderHandlers({ placeOrder, alterOrder, orders, watch, ...options }: OrderHandlersOptions) {
  const { fromReading, fromWriting, whenDone } = answering(options);

  async function find({ client, deadlineAtMs }: Caller, orderId: string): Promise<Listed> {
    const found = await fromReading(deadlineAtMs, orders.find(client, orderId));
    if (!found) throw unknownOrder(orderId);
    return found;
  }

  async function alter({ client, deadlineAtMs }: Caller, orderId: string, wish: Wish, verb: string): Promise<Listed> {
    const altered = await fromWriting(deadlineAtMs, () => alterOrder(client, orderId, wish));
    switch (altered.kind) {
      case "altered":
        return whenDone(deadlineAtMs, altered);
      case "impossible":
        throw impossible(altered.order, `the order cannot be ${verb}: ${altered.why}`);
      case "unknown-order":
        throw unknownOrder(orderId);
    }
  }

  return {
    async PlaceOrder(wire: PlaceOrderRequest__Output, caller: Caller): Promise<PlaceOrderResponse> {
      const request = readPlaceOrder(wire);
      const { client: clientId, deadlineAtMs } = caller;
      const placed = await fromWriting(deadlineAtMs, () => placeOrder({ ...request, clientId }));
      switch (placed.kind) {
        case "placed":
          return { order: writeOrder(await whenDone(deadlineAtMs, placed)) };
        case "existing":
          return { order: writeOrder(placed) };
        case "key-mismatch":
          throw new RpcError(
            "ALREADY_EXISTS",
            "idempotency_key was used for an order of something else, or with another payment method: send the same request, or a new key",
            { details: [errorInfo("IDEMPOTENCY_KEY_REUSED", { field: "idempotency_key" })] },
          );
        case "unknown-product":
          throw new RpcError("NOT_FOUND", `product_id is ${quoted(request.productId)}: not in the catalogue`, {
            details: [errorInfo("UNKNOWN_PRODUCT")],
          });
        case "too-large":
          throw invalidArgument("quantity", "the total would be too large", String(request.quantity));
      }
    },

    async GetOrder(wire: GetOrderRequest__Output, caller: Caller): Promise<GetOrderResponse> {
      return { order: writeOrder(await find(caller, readOrderId(wire.orderId))) };
    },

    async *WatchOrder(wire: WatchOrderRequest__Output, caller: Caller): AsyncGenerator<WatchOrderResponse> {
      const found = await find(caller, readOrderId(wire.orderId));
      for await (const listed of watch.watch(found, caller.signal)) yield { order: writeOrder(listed) };
    },

    async CancelOrder(wire: CancelOrderRequest__Output, caller: Caller): Promise<CancelOrderResponse> {
      const listed = await alter(caller, readOrderId(wire.orderId), { kind: "cancel-asked" }, "cancelled");
      return { order: writeOrder(listed) };
    },

    async ChangePaymentMethod(
      wire: ChangePaymentMethodRequest__Output,
      caller: Caller,
    ): Promise<ChangePaymentMethodResponse> {
      const orderId = readOrderId(wire.orderId);
      const wish: Wish = { kind: "change-asked", paymentMethod: readPaymentMethod(wire.paymentMethod) };
      return { order: writeOrder(await alter(caller, orderId, wish, "paid with another method")) };
    },
  };
}

/** The same for an order that is not there and for one of somebody else's. */
function unknownOrder(orderId: string): RpcError {
  return new RpcError("NOT_FOUND", `you have no order ${orderId}`, { details: [errorInfo("UNKNOWN_ORDER")] });
}

function impossible(order: Order, why: string): RpcError {
  const details = [errorInfo("ORDER_STATE", { orderId: order.orderId, status: String(statusOf(order)) })];
  return new RpcError("FAILED_PRECONDITION", why, { details });
}

/** Quoted and shortened, with everything escaped that could not travel in a status message. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}
