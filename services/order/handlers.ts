/** What the Order service answers. */
import type { PlaceOrderRequest__Output } from "../../proto/gen/order/v1/PlaceOrderRequest.ts";
import type { PlaceOrderResponse } from "../../proto/gen/order/v1/PlaceOrderResponse.ts";
import { RpcError } from "../shared/rpc-error.ts";
import type { Order } from "./order.ts";
import { type PlaceOrderDependencies, placeOrder } from "./place-order.ts";
import { readRequest, writeOrder } from "./wire.ts";

/** `onPlaced` is told of each order, whatever became of it. */
export function orderHandlers(dependencies: PlaceOrderDependencies, onPlaced: (order: Order) => void) {
  return {
    async PlaceOrder(wire: PlaceOrderRequest__Output): Promise<PlaceOrderResponse> {
      const request = readRequest(wire);
      const placed = await placeOrder(dependencies, request);
      switch (placed.kind) {
        case "placed":
          onPlaced(placed.order);
          return writeOrder(placed.order);
        case "unknown-product":
          throw new RpcError("NOT_FOUND", `product_id is ${quoted(request.productId)}: not in the catalogue`);
        case "too-large":
          throw new RpcError("INVALID_ARGUMENT", `quantity is ${request.quantity}: the total would be too large`);
        case "rejected":
          throw new RpcError("INVALID_ARGUMENT", `Payment cannot take this: ${placed.why}`);
      }
    },
  };
}

/** Quoted and shortened, with everything escaped that could not travel in a status message. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
}
