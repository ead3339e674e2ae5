import { OrderLiveSettings, OrderSettings } from "../services/order/settings.ts";
import { PaymentSettings } from "../services/payment/settings.ts";
import { GRPC_PORT, LIVE_SETTINGS, METRICS_PORT } from "./manifests/names.ts";
import type { StackSettings } from "./settings.ts";

const inPod = {
  listen: { host: "0.0.0.0", port: GRPC_PORT },
  metrics: { host: "0.0.0.0", port: METRICS_PORT },
  liveSettingsFile: `${LIVE_SETTINGS.folder}/${LIVE_SETTINGS.key}`,
};

/** What Order is told at its start. */
export function orderSettings({ order, namespace }: StackSettings): OrderSettings {
  return OrderSettings.parse({
    ...inPod,
    payment: { target: `dns:///payment.${namespace}.svc.cluster.local:${GRPC_PORT}` },
    catalogue: order.catalogue,
    logLevel: order.logLevel,
    // Standard output: the pod's files cannot be written.
    eventsFile: order.recordCalls ? "-" : undefined,
  });
}

/** What Payment is told at its start. */
export function paymentSettings({ payment }: StackSettings): PaymentSettings {
  return PaymentSettings.parse({ ...inPod, logLevel: payment.logLevel });
}

/** What Order is told while it runs. The faults go into its records of calls; they do not touch its breaker. */
export function orderLiveSettings({ breaker, chaos: { delay, abort } }: StackSettings): OrderLiveSettings {
  return OrderLiveSettings.parse({
    breaker,
    faultsInForce: [
      ...(delay ? [`delay ${delay.ms} ms, ${delay.percentage} %`] : []),
      ...(abort ? [`abort ${abort.code}, ${abort.percentage} %`] : []),
    ],
  });
}
