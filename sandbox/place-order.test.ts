import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { orderService } from "../proto/contracts.ts";
import type { PlaceOrderRequest__Output } from "../proto/gen/order/v1/PlaceOrderRequest.ts";
import type { PlaceOrderResponse } from "../proto/gen/order/v1/PlaceOrderResponse.ts";
import { callPlaceOrder } from "./place-order.ts";

type PlaceOrder = (
  call: ServerUnaryCall<PlaceOrderRequest__Output, PlaceOrderResponse>,
  answer: sendUnaryData<PlaceOrderResponse>,
) => void;

const wish = { product: "grinder", quantity: 3, paymentMethod: "pm_card_visa", client: "ann" };

describe("an order from the shell", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.forceShutdown();
    server = undefined;
  });

  async function serving(placeOrder: PlaceOrder): Promise<string> {
    const order = new Server();
    order.addService(orderService, { placeOrder });
    server = order;
    const port = await new Promise<number>((resolve, reject) =>
      order.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    return `127.0.0.1:${port}`;
  }

  test("is what was wished for, and its answer is told in words", async () => {
    const requests: PlaceOrderRequest__Output[] = [];
    const clients: unknown[] = [];
    const address = await serving(({ request, metadata }, answer) => {
      requests.push(request);
      clients.push(...metadata.get("x-client-id"));
      answer(null, {
        order: {
          orderId: "0198c2f2",
          total: { amountMinor: "9007199254740993", currencyCode: "EUR" },
          status: "ORDER_STATUS_PAYMENT_PENDING",
          message: "We will try again.",
        },
      });
    });
    assert.deepEqual((await callPlaceOrder(address, wish)).split("\n"), [
      "order    0198c2f2  (3 × grinder)",
      "total    9007199254740993 EUR (minor units)",
      "status   PAYMENT_PENDING",
      "message  We will try again.",
    ]);
    const { idempotencyKey, ...request } = { ...requests[0] };
    assert.deepEqual(request, { productId: "grinder", quantity: 3, paymentMethod: "pm_card_visa" });
    assert.deepEqual(clients, ["ann"]);

    await callPlaceOrder(address, wish);
    await callPlaceOrder(address, { ...wish, idempotencyKey });
    const keys = requests.map((request) => request.idempotencyKey);
    assert.match(keys[0] ?? "", /^[0-9a-f-]{36}$/);
    assert.deepEqual([keys[1] === keys[0], keys[2] === keys[0]], [false, true], "a new key, unless one is given");
  });

  test("that is refused is told with the status and its reason", async () => {
    const address = await serving((_, answer) =>
      answer({ code: status.NOT_FOUND, details: 'there is no product "grinder"' }),
    );
    await assert.rejects(callPlaceOrder(address, wish), {
      name: "Problem",
      message: 'the order was refused: NOT_FOUND: there is no product "grinder"',
      remedy: /npm run order -- --help/,
    });
  });

  test("that is never answered is not waited for without end", async () => {
    const address = await serving(() => undefined);
    await assert.rejects(callPlaceOrder(address, wish, 200), { message: /DEADLINE_EXCEEDED/ });
  });

  test("to an address where nobody answers says so, and how to find out why", async () => {
    const address = await serving(() => undefined);
    server?.forceShutdown();
    await assert.rejects(callPlaceOrder(address, wish, 200), {
      name: "Problem",
      message: `no Order service answers at ${address}`,
      remedy: /npm run status.*npm start/,
    });
  });
});
