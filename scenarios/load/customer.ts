/** Calls of Order as a customer's application makes them: with an identity, a deadline, and a key for each order. */
import { credentials } from "@grpc/grpc-js";
import { OrderClient, orderService } from "../../proto/contracts.ts";
import { call, channelOptions } from "../../services/shared/rpc-client.ts";
import { RpcError } from "../../services/shared/rpc-error.ts";

export type Ended = { outcome: string; orderId?: string | undefined };

/** Each call ends as a value. Outcomes: an order's status, "FOUND", or a gRPC code. */
export type Customers = {
  place(client: string, order: { key: string; paymentMethod: string }): Promise<Ended>;
  get(client: string, orderId: string): Promise<Ended>;
  close(): void;
};

/**
 * Each client has a connection of its own, as applications have: a Service balances connections and not calls, so that with
 * one for all a single replica of Order would have all of the load.
 */
export function customersOf(target: string, deadlineMs: number): Customers {
  const options = { ...channelOptions, "grpc.use_local_subchannel_pool": 1 };
  const stubs = new Map<string, OrderClient>();
  const stubOf = (client: string) => {
    const stub = stubs.get(client) ?? new OrderClient(target, credentials.createInsecure(), options);
    stubs.set(client, stub);
    return stub;
  };
  const limits = (client: string) => ({ deadlineMs, metadata: { "x-client-id": client } });
  return {
    place(client, { key: idempotencyKey, paymentMethod }) {
      const request = { productId: "espresso-beans", quantity: 1, paymentMethod, idempotencyKey };
      return ended(async () => {
        const { order } = await call(stubOf(client), orderService.PlaceOrder, request, limits(client));
        return { outcome: order?.status.replace("ORDER_STATUS_", "") ?? "", orderId: order?.orderId };
      });
    },
    get: (client, orderId) =>
      ended(async () => {
        await call(stubOf(client), orderService.GetOrder, { orderId }, limits(client));
        return { outcome: "FOUND" };
      }),
    close() {
      for (const stub of stubs.values()) stub.close();
    },
  };
}

async function ended(ask: () => Promise<Ended>): Promise<Ended> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return { outcome: error.code };
  }
}
