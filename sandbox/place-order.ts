/** One PlaceOrder call, as the shell and `npm start` make it. */
import { randomUUID } from "node:crypto";
import { credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { OrderClient } from "../proto/contracts.ts";
import type { Order } from "../proto/gen/order/v1/Order.ts";
import { Problem } from "./problem.ts";

export type OrderWish = {
  product: string;
  quantity: number;
  paymentMethod: string;
  /** Whom the order belongs to: nobody else can look at it. */
  client: string;
  /** Names the order among the client's: the same key again is the same order. A new one unless given. */
  idempotencyKey?: string | undefined;
};

/** What a gateway would tell Order of the client, with the stacks' default settings. */
const CLIENT_ID = "x-client-id";

const PATIENCE_MS = 15_000;

/** The answer in words; a Problem where there is none. */
export async function callPlaceOrder(
  address: string,
  wish: OrderWish,
  patienceMs: number = PATIENCE_MS,
): Promise<string> {
  const client = new OrderClient(address, credentials.createInsecure());
  const { product: productId, quantity, paymentMethod, idempotencyKey = randomUUID() } = wish;
  const request = { productId, quantity, paymentMethod, idempotencyKey };
  const metadata = new Metadata();
  metadata.set(CLIENT_ID, wish.client);
  try {
    const order = await new Promise<Order | null | undefined>((resolve, reject) => {
      const deadline = new Date(Date.now() + patienceMs);
      // Waits for the connection instead of failing on the first refused one: pods may be starting.
      client.waitForReady(deadline, (late) => {
        if (late)
          return reject(
            new Problem(
              `no Order service answers at ${address}`,
              "Is the stack up? `npm run status` tells; `npm start` brings it up.",
            ),
          );
        client.placeOrder(request, metadata, { deadline }, (error, response) =>
          error ? reject(asProblem(error)) : resolve(response?.order),
        );
      });
    });
    return describe(wish, order ?? {});
  } finally {
    client.close();
  }
}

function describe(wish: OrderWish, { orderId, total, status, message }: Order): string {
  return [
    `order    ${orderId}  (${wish.quantity} × ${wish.product})`,
    `total    ${total?.amountMinor} ${total?.currencyCode} (minor units)`,
    `status   ${String(status ?? "").replace("ORDER_STATUS_", "")}`,
    `message  ${message}`,
  ].join("\n");
}

function asProblem(error: ServiceError): Problem {
  return new Problem(
    `the order was refused: ${status[error.code]}: ${error.details}`,
    "Mend what it names; `npm run order -- --help` lists the options.",
  );
}
