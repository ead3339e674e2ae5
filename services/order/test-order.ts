/** For tests: an Order on a database of its choice, called as its clients call it. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { credentials } from "@grpc/grpc-js";
import { OrderClient, orderService } from "../../proto/contracts.ts";
import type { Order__Output as WireOrder } from "../../proto/gen/order/v1/Order.ts";
import type { PlaceOrderRequest } from "../../proto/gen/order/v1/PlaceOrderRequest.ts";
import { createLog } from "../shared/log.ts";
import { type CallLimits, call, callStreaming } from "../shared/rpc-client.ts";
import { RpcError, type StatusName } from "../shared/rpc-error.ts";
import { startOrder } from "./app.ts";
import { OrderSettings } from "./settings.ts";

export const FREE_PORTS = { listen: { port: 0 }, metrics: { port: 0 }, drainMs: 1_000 };

const WISH = { productId: "espresso-beans", quantity: 2, paymentMethod: "pm_card_visa" };

export type TestOrderOptions = {
  databaseUrl: string;
  /** Of Payment. Port 1 has no listener. */
  target?: string;
  settings?: object;
};

/** Its log is kept; it is closed after the test, or before. */
export async function testOrder(t: TestContext, options: TestOrderOptions) {
  const { databaseUrl, target = "dns:///127.0.0.1:1", settings = {} } = options;
  const { log, lines, logged } = watchedLog("order");
  const order = await startOrder({
    settings: OrderSettings.parse({
      ...FREE_PORTS,
      payment: { target },
      settlement: { pollMs: 20, backOffBaseMs: 50 },
      ...settings,
    }),
    databaseUrl,
    log,
    replica: "order-1",
    random: Math.random,
    // Tests share their machine: Order is not to refuse calls because others keep it busy.
    loopDelay: { read: () => 0, close: async () => {} },
  });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= order.close();
    return closed;
  };
  t.after(close);
  return { ...orderClient(t, order.port), close, lines, logged, metrics: () => metricsOf(order) };
}

/** What the clients of the Order at this port can do, each under its name. */
export function orderClient(t: TestContext, port: number) {
  const client = new OrderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  t.after(() => client.close());
  const limits = (clientId: string, more: Partial<CallLimits>): CallLimits => {
    return { deadlineMs: 10_000, metadata: { "x-client-id": clientId }, ...more };
  };
  return {
    client,
    place: (wish: PlaceOrderRequest = {}, clientId = "shop", more: Partial<CallLimits> = {}) =>
      call(client, orderService.PlaceOrder, { ...WISH, ...wish }, limits(clientId, more)).then(orderOf),
    get: (orderId: string, clientId = "shop") =>
      call(client, orderService.GetOrder, { orderId }, limits(clientId, {})).then(orderOf),
    cancel: (orderId: string, clientId = "shop") =>
      call(client, orderService.CancelOrder, { orderId }, limits(clientId, {})).then(orderOf),
    change: (orderId: string, paymentMethod: string, clientId = "shop") =>
      call(client, orderService.ChangePaymentMethod, { orderId, paymentMethod }, limits(clientId, {})).then(orderOf),
    async *watch(orderId: string, clientId = "shop", signal?: AbortSignal) {
      const stream = callStreaming(
        client,
        orderService.WatchOrder,
        { orderId },
        limits(clientId, signal ? { signal } : {}),
      );
      for await (const response of stream) yield orderOf(response);
    },
  };
}

function orderOf({ order }: { order: WireOrder | null }): WireOrder {
  assert.ok(order, "the answer has no order");
  return order;
}

/** A log that can be waited on. */
export function watchedLog(service: string) {
  const lines: string[] = [];
  const log = createLog({ service, replica: "test", destination: { write: (line) => lines.push(line) } });
  const logged = (text: string) => until(`"${text}" in the log`, () => lines.some((line) => line.includes(text)));
  return { log, lines, logged };
}

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = AbortSignal.timeout(10_000);
  while (!(await holds())) {
    assert.ok(!giveUp.aborted, `waited 10 s for ${what}`);
    await delay(5);
  }
}

/** The metrics page in lines. */
export async function metricsOf({ metricsPort }: { metricsPort: number }): Promise<string[]> {
  return (await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()).split("\n");
}

/** For assert.rejects: an RpcError of this status whose message fits; `reason` is of its ErrorInfo. */
export function refused(code: StatusName, message: RegExp, reason?: string) {
  return (error: unknown) => {
    assert.ok(error instanceof RpcError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    if (reason === undefined) return true;
    const infos = error.details.filter((detail) => detail.kind === "error-info");
    assert.deepEqual(
      infos.map((info) => info.reason),
      [reason],
    );
    return true;
  };
}
