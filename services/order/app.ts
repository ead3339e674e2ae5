/** Order put together: its parts, how they are wired, how they stop. */
import { randomUUID } from "node:crypto";
import { orderService } from "../../proto/contracts.ts";
import type { App } from "../shared/lifecycle.ts";
import { LiveSettings } from "../shared/live-settings.ts";
import type { Log } from "../shared/log.ts";
import { processMetrics, serveMetrics } from "../shared/metrics.ts";
import { serve } from "../shared/rpc-server.ts";
import { unary } from "../shared/unary.ts";
import { CallRecorder, openEventsFile } from "./breaker/call-recorder.ts";
import { chargeThroughBreaker } from "./charge-through-breaker.ts";
import { orderHandlers } from "./handlers.ts";
import { countOrders } from "./metrics.ts";
import { paymentBreaker } from "./payment-breaker.ts";
import { paymentAt } from "./payment-client.ts";
import { OrderLiveSettings, type OrderSettings } from "./settings.ts";

/** The ports in use, also if 0 was asked for. */
export type OrderApp = App & { port: number; metricsPort: number };

/** `replica` tells this process from others like it. */
export type OrderOptions = { settings: OrderSettings; log: Log; replica: string };

export async function startOrder({ settings, log, replica }: OrderOptions): Promise<OrderApp> {
  const registry = processMetrics();
  const live = new LiveSettings({ schema: OrderLiveSettings, file: settings.liveSettingsFile, log, registry });
  const payment = paymentAt(settings.payment.target);
  const recorder =
    settings.eventsFile === undefined
      ? undefined
      : new CallRecorder({
          out: openEventsFile(settings.eventsFile),
          replica,
          clockOrigin: performance.timeOrigin,
          faults: () => live.current.faultsInForce,
          log,
          registry,
        });
  const breaker = paymentBreaker({ live, log, registry, onCall: recorder?.onCall });
  const charge = chargeThroughBreaker(
    breaker,
    (charge) => payment.charge(charge, live.current.breaker.callDeadlineMs),
    ({ idempotencyKey }, { code, message }) =>
      log.warn({ idempotencyKey, code, reason: message }, "the outcome of a charge is unknown"),
  );
  const count = countOrders(registry);
  const handlers = orderHandlers(
    { catalogue: settings.catalogue, newOrderId: randomUUID, charge },
    ({ orderId, total, state }) => {
      count(state);
      log.info({ orderId, total, ...state }, "order placed");
    },
  );

  const metrics = await serveMetrics(registry, settings.metrics);
  // Last: who reaches this server finds the rest in its place.
  const server = await serve({
    listen: settings.listen,
    serviceName: "order.v1.OrderService",
    service: orderService,
    implementation: { PlaceOrder: unary(log, handlers.PlaceOrder) },
    drainMs: settings.drainMs,
    registry,
  });
  log.info({ port: server.port, metricsPort: metrics.port }, "order takes calls");

  return {
    port: server.port,
    metricsPort: metrics.port,
    async close() {
      // Orders under way still need Payment and the breaker, and are still counted.
      await server.close();
      payment.close();
      breaker.shutdown();
      await recorder?.close();
      live.close();
      await metrics.close();
    },
  };
}
