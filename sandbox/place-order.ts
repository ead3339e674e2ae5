/** One PlaceOrder call, as the shell and `npm start` make it. */
import { credentials, type ServiceError, status } from "@grpc/grpc-js";
import { OrderClient } from "../proto/contracts.ts";
import type { PlaceOrderResponse } from "../proto/gen/order/v1/PlaceOrderResponse.ts";
import { Problem } from "./problem.ts";

export type OrderWish = { product: string; quantity: number; paymentMethod: string };

const PATIENCE_MS = 15_000;

/** The answer in words; a Problem where there is none. */
export async function callPlaceOrder(
  address: string,
  wish: OrderWish,
  patienceMs: number = PATIENCE_MS,
): Promise<string> {
  const client = new OrderClient(address, credentials.createInsecure());
  const request = { productId: wish.product, quantity: wish.quantity, paymentMethod: wish.paymentMethod };
  try {
    const answer = await new Promise<PlaceOrderResponse | undefined>((resolve, reject) => {
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
        client.placeOrder(request, { deadline }, (error, response) =>
          error ? reject(asProblem(error)) : resolve(response),
        );
      });
    });
    return describe(wish, answer);
  } finally {
    client.close();
  }
}

function describe(wish: OrderWish, answer: PlaceOrderResponse | undefined): string {
  const status = String(answer?.status ?? "").replace("ORDER_STATUS_", "");
  const { amountMinor, currencyCode } = answer?.total ?? {};
  return [
    `order    ${answer?.orderId}  (${wish.quantity} × ${wish.product})`,
    `total    ${amountMinor} ${currencyCode} (minor units)`,
    `status   ${status}`,
    `message  ${answer?.message}`,
  ].join("\n");
}

function asProblem(error: ServiceError): Problem {
  return new Problem(
    `the order was refused: ${status[error.code]}: ${error.details}`,
    "Mend what it names; `npm run order -- --help` lists the options.",
  );
}
