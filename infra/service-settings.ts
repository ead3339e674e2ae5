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
export function orderSettings({ order, settlement, ejection, database, namespace }: StackSettings): OrderSettings {
  return OrderSettings.parse({
    ...inPod,
    payment: { target: `dns:///payment.${namespace}.svc.cluster.local:${GRPC_PORT}` },
    catalogue: order.catalogue,
    clientIdentity: order.clientIdentity,
    settlement,
    ejection,
    databaseConnections: database.connectionsPerReplica,
    logLevel: order.logLevel,
    // Standard output: the pod's files cannot be written.
    eventsFile: order.recordCalls ? "-" : undefined,
  });
}

/** What Payment is told at its start. */
export function paymentSettings({ payment, database }: StackSettings): PaymentSettings {
  return PaymentSettings.parse({
    ...inPod,
    databaseConnections: database.connectionsPerReplica,
    logLevel: payment.logLevel,
  });
}

/** What Order is told while it runs. Chaos goes into its records of calls; it does not touch its breaker. */
export function orderLiveSettings({ breaker, rateLimit, loadShedding, chaos }: StackSettings): OrderLiveSettings {
  return OrderLiveSettings.parse({
    breaker,
    rateLimit,
    loadShedding,
    chaos,
  });
}
