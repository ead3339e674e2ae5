/** Payment put together: what it is made of, and in which order it stops. */
import { paymentService } from "../../proto/contracts.ts";
import type { App } from "../shared/lifecycle.ts";
import { LiveSettings } from "../shared/live-settings.ts";
import type { Log } from "../shared/log.ts";
import { processMetrics, serveMetrics } from "../shared/metrics.ts";
import { serve } from "../shared/rpc-server.ts";
import { unary } from "../shared/unary.ts";
import { withFaults } from "./faults.ts";
import { processPayment } from "./handlers.ts";
import { countFaults } from "./metrics.ts";
import { PaymentLiveSettings, type PaymentSettings } from "./settings.ts";

export type PaymentOptions = {
  settings: PaymentSettings;
  log: Log;
  /** Draws the faults: numbers in [0, 1). */
  random: () => number;
};

export async function startPayment({ settings, log, random }: PaymentOptions) {
  const registry = processMetrics();
  const live = new LiveSettings({ schema: PaymentLiveSettings, file: settings.liveSettingsFile, log, registry });
  const metrics = await serveMetrics(registry, settings.metrics);

  const chaos = { chaos: () => live.current.chaos, random, onFault: countFaults(registry) };
  const server = await serve({
    listen: settings.listen,
    serviceName: "payment.v1.PaymentService",
    service: paymentService,
    implementation: { ProcessPayment: unary(log, withFaults(chaos, processPayment)) },
    drainMs: settings.drainMs,
    registry,
  });
  log.info({ port: server.port, metricsPort: metrics.port }, "payment takes calls");

  return {
    port: server.port,
    metricsPort: metrics.port,
    async close() {
      await server.close();
      live.close();
      await metrics.close();
    },
  } satisfies App & { port: number; metricsPort: number };
}
