/** The program: settings → place in the cluster → databases → Payment and Order → outputs. */
import { Provider } from "@pulumi/kubernetes";
import { Namespace } from "@pulumi/kubernetes/core/v1/index.js";
import { log, output, runtime } from "@pulumi/pulumi";
import { encodeSettings, settingsVersion } from "../services/shared/settings.ts";
import { forecast } from "./chaos-forecast.ts";
import { databaseUrls } from "./components/database-urls.ts";
import { GrpcService } from "./components/grpc-service.ts";
import { pullSecret } from "./components/pull-secret.ts";
import { serviceImage } from "./images/image.ts";
import { GRPC_PORT } from "./manifests/names.ts";
import { namespaceArgs } from "./manifests/namespace.ts";
import { findPlace } from "./place/find-place.ts";
import { forProvider } from "./place/kubeconfig.ts";
import { stackName } from "./place/recorded.ts";
import { orderLiveSettings, orderSettings, paymentSettings } from "./service-settings.ts";
import { readStackConfig } from "./stack-config.ts";

const config = readStackConfig();
const { account, databases } = config;
const { placement, recorded } = await findPlace(config);
const settings = { ...config.settings, namespace: placement.namespace };
if (runtime.isDryRun()) for (const { severity, text } of forecast(settings, Date.now())) await log[severity](text);
for (const text of placement.notes) await log.info(text);

const { kubeconfig, context } = settings;
const connection = {
  kubeconfig: kubeconfig && forProvider(kubeconfig),
  context,
  // What else changes here (a file's place, an address) is no other cluster: nothing is made anew for it.
  clusterIdentifier: placement.clusterId,
  // What somebody has changed by hand is taken back, not argued about.
  enablePatchForce: true,
};
const cluster = new Provider("cluster", {
  ...connection,
  // Otherwise a changed live setting replaces its ConfigMap, and the pods see it vanish.
  enableConfigMapMutable: true,
  enableSecretMutable: true,
});

// What a destroy or a killed update has left, the volumes and the namespace around them, the next update takes up again.
const keeper = new Provider("keeper", { ...connection, upsertExistingObjects: true });
const volume = {
  provider: keeper,
  retainOnDelete: placement.keepClaims,
  protect: settings.production && placement.keepClaims,
  // A class that differs from the claim's is refused; one that is only written down, or no more, is no reason to replace it.
  ignoreChanges: ["spec.storageClassName"],
};
const home =
  settings.createNamespace &&
  new Namespace("namespace", namespaceArgs(settings.namespace, stackName()), {
    provider: keeper,
    retainOnDelete: placement.keepNamespace,
    // A namespace of an earlier release has no annotation, and that of a renamed stack the old name.
    ignoreChanges: ["metadata.annotations"],
  });
const inside = { provider: cluster };

const inNamespace = home ? home.metadata.name : output(settings.namespace);
const common = {
  namespace: inNamespace,
  monitoring: settings.monitoring,
  pullSecret: account && pullSecret(inNamespace, account, inside),
};
const stored = { ...common, settings: settings.database, volume };

const orderData = databaseUrls("order", databases.order, ["order"], { ...stored, pods: settings.order }, inside);
const paymentData = databaseUrls(
  "payment",
  databases.payment,
  ["payment", "processor"],
  { ...stored, pods: settings.payment },
  inside,
);

const toldPayment = { start: paymentSettings(settings), live: { chaos: settings.chaos } };
const payment = new GrpcService(
  "payment",
  {
    ...common,
    image: await serviceImage("payment", settings.image, account),
    settings: encodeSettings(toldPayment.start),
    liveSettings: encodeSettings(toldPayment.live),
    secrets: {
      HOLDFAST_DATABASE_URL: paymentData.payment,
      HOLDFAST_PROCESSOR_DATABASE_URL: paymentData.processor,
    },
    drainMs: toldPayment.start.drainMs,
    pods: settings.payment,
    hasAutoscaler: recorded.autoscaled.includes("payment"),
    exposure: "headless",
    caller: "order",
  },
  inside,
);

const toldOrder = { start: orderSettings(settings), live: orderLiveSettings(settings) };
const order = new GrpcService(
  "order",
  {
    ...common,
    image: await serviceImage("order", settings.image, account),
    settings: encodeSettings(toldOrder.start),
    liveSettings: encodeSettings(toldOrder.live),
    secrets: { HOLDFAST_DATABASE_URL: orderData.order },
    drainMs: toldOrder.start.drainMs,
    pods: settings.order,
    hasAutoscaler: recorded.autoscaled.includes("order"),
    exposure: settings.order.service,
  },
  inside,
);

export const namespace = inNamespace;
/** Where pods of the cluster reach the services. */
export const addresses = { order: order.address, payment: payment.address };
/** The port of Order on every node, or null where its Service has none. */
export const orderNodePort = order.nodePort;
/** By digest: what another stack's image.order and image.payment can be set to. */
export const images = { order: order.image, payment: payment.image };
/** What the metric holdfast_live_settings_info of each pod tells once the settings of this `up` are in force there. */
export const liveSettingsVersion = {
  order: settingsVersion(toldOrder.live),
  payment: settingsVersion(toldPayment.live),
};
/** What can be ordered. */
export const products = Object.keys(settings.order.catalogue.unitPricesMinor);
export const tryIt = [
  `kubectl${settings.kubeconfig ? ` --kubeconfig ${settings.kubeconfig}` : ""} --context ${settings.context} --namespace ${settings.namespace} port-forward service/order ${GRPC_PORT}`,
  `grpcurl -plaintext -d '{"product_id": "${products[0]}", "quantity": 1, "payment_method": "pm_card_visa"}' 127.0.0.1:${GRPC_PORT} order.v1.OrderService/PlaceOrder`,
];
