/** Calls of Order whose beginnings and ends go into the history. */
import { credentials } from "@grpc/grpc-js";
import { OrderClient, orderService } from "../proto/contracts.ts";
import type { Order__Output } from "../proto/gen/order/v1/Order.ts";
import { call, callStreaming } from "../services/shared/rpc-client.ts";
import { RpcError } from "../services/shared/rpc-error.ts";
import type { Call, Ending, OrderView, Recorder } from "./history.ts";

export type Answer = { ending: Ending; order: OrderView | undefined };

export type Caller = {
  /** Makes a call of a replica of Order, by its number from 0; never rejects. A watch resolves to its last order. */
  call(clientId: string, replica: number, call: Call, deadlineMs: number): Promise<Answer>;
  close(): void;
};

/** `sinceStart` is the clock of the history. */
export function callerOf(ports: number[], record: Recorder, sinceStart: () => number): Caller {
  const clients = ports.map(
    (port) =>
      new OrderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
        "grpc.initial_reconnect_backoff_ms": 50,
        "grpc.max_reconnect_backoff_ms": 100,
        "grpc.min_reconnect_backoff_ms": 50,
      }),
  );
  let ops = 0;

  return {
    async call(clientId, replica, wanted, deadlineMs) {
      const client = clients[replica % clients.length];
      if (!client) throw new Error("there is no replica of Order to call");
      const op = ops++;
      record({ type: "began", atMs: sinceStart(), op, clientId, call: wanted });
      let order: OrderView | undefined;
      let ending: Ending = "ok";
      try {
        for await (const answer of answers(client, clientId, wanted, deadlineMs)) {
          order = viewOf(answer);
          record({ type: "answered", atMs: sinceStart(), op, order });
        }
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        ending = { code: error.code, message: error.message };
      }
      record({ type: "ended", atMs: sinceStart(), op, ending });
      return { ending, order };
    },
    close() {
      for (const client of clients) client.close();
    },
  };
}

async function* answers(client: OrderClient, clientId: string, wanted: Call, deadlineMs: number) {
  const limits = { deadlineMs, metadata: { "x-client-id": clientId } };
  if (wanted.method === "WatchOrder") {
    for await (const { order } of callStreaming(client, orderService.WatchOrder, wanted, limits)) yield order;
    return;
  }
  yield (await unary(client, wanted, limits))?.order ?? null;
}

type Limits = Parameters<typeof call>[3];

function unary(client: OrderClient, wanted: Exclude<Call, { method: "WatchOrder" }>, limits: Limits) {
  switch (wanted.method) {
    case "PlaceOrder":
      return call(client, orderService.PlaceOrder, wanted, limits);
    case "GetOrder":
      return call(client, orderService.GetOrder, wanted, limits);
    case "CancelOrder":
      return call(client, orderService.CancelOrder, wanted, limits);
    case "ChangePaymentMethod":
      return call(client, orderService.ChangePaymentMethod, wanted, limits);
  }
}

/** Without an order an answer says nothing: a fault of the service, which shows as an order without an id. */
function viewOf(order: Order__Output | null): OrderView {
  return {
    orderId: order?.orderId ?? "",
    status: order?.status.replace("ORDER_STATUS_", "") as OrderView["status"],
    pendingAction: order?.pendingAction.replace("PENDING_ACTION_", "") as OrderView["pendingAction"],
    revision: Number(order?.revision),
    productId: order?.productId ?? "",
    quantity: order?.quantity ?? 0,
    currencyCode: order?.total?.currencyCode ?? "",
    amountMinor: Number(order?.total?.amountMinor),
    message: order?.message ?? "",
  };
}
