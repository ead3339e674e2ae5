/** Many customers of one Order, whose calls end as values. */
import { credentials } from "@grpc/grpc-js";
import { OrderClient, orderService } from "../../proto/contracts.ts";
import { call, callStreaming, channelOptions } from "../../services/shared/rpc-client.ts";
import { RpcError } from "../../services/shared/rpc-error.ts";

/** An order that a customer was told of. */
export type Bought = { clientId: string; orderId: string };

/** `outcome`: the status of the order, such as CONFIRMED, or of the call, such as UNAVAILABLE. */
export type Answered = { outcome: string; order: Bought | undefined };

export type Shop = {
  /** The next customer's order, under a key of its own. */
  place(paymentMethod?: string): Promise<Answered>;
  get(order: Bought): Promise<string>;
  cancel(order: Bought): Promise<string>;
  change(order: Bought, paymentMethod: string): Promise<string>;
  /** Looks on until the order is final, but not for longer than this. */
  watch(order: Bought, patienceMs: number): Promise<string>;
  close(): void;
};

/** So many that none of them asks for more than a client may. */
const CUSTOMERS = 50;
const DEADLINE_MS = 5_000;

/** `target` is of gRPC; customers and keys begin with `name`, so that shops on one order book do not meet. */
export function openShop(target: string, name: string): Shop {
  const stub = new OrderClient(target, credentials.createInsecure(), channelOptions);
  const limits = (clientId: string, deadlineMs = DEADLINE_MS) => ({
    deadlineMs,
    metadata: { "x-client-id": clientId },
  });
  let placed = 0;

  return {
    async place(paymentMethod = "pm_card_visa") {
      const number = placed++;
      const clientId = `${name}-${number % CUSTOMERS}`;
      const request = { productId: "grinder", quantity: 1, paymentMethod, idempotencyKey: `${name}-${number}` };
      let order: Bought | undefined;
      const outcome = await outcomeOf(async () => {
        const answer = await call(stub, orderService.PlaceOrder, request, limits(clientId));
        if (answer.order) order = { clientId, orderId: answer.order.orderId };
        return answer.order?.status;
      });
      return { outcome, order };
    },
    get: ({ clientId, orderId }) =>
      outcomeOf(async () => (await call(stub, orderService.GetOrder, { orderId }, limits(clientId))).order?.status),
    cancel: ({ clientId, orderId }) =>
      outcomeOf(async () => (await call(stub, orderService.CancelOrder, { orderId }, limits(clientId))).order?.status),
    change: ({ clientId, orderId }, paymentMethod) =>
      outcomeOf(async () => {
        const request = { orderId, paymentMethod };
        return (await call(stub, orderService.ChangePaymentMethod, request, limits(clientId))).order?.status;
      }),
    watch: ({ clientId, orderId }, patienceMs) =>
      outcomeOf(async () => {
        let status: string | undefined;
        const states = callStreaming(stub, orderService.WatchOrder, { orderId }, limits(clientId, patienceMs));
        for await (const { order } of states) status = order?.status;
        return status;
      }),
    close: () => stub.close(),
  };
}

async function outcomeOf(ask: () => Promise<string | undefined>): Promise<string> {
  try {
    return ((await ask()) ?? "NOTHING").replace("ORDER_STATUS_", "");
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    // These should never be, so that the reason is wanted.
    return ["INTERNAL", "UNKNOWN"].includes(error.code) ? `${error.code}: ${error.message}` : error.code;
  }
}
