/**
 * What a stack can set: one strict schema, made of the services' own where a setting is theirs, so that a bad value
 * fails `pulumi preview` with the sentence that the service would print.
 */
import { z } from "zod";
import { BreakerSettings } from "../services/order/breaker/settings.ts";
import { OrderLiveSettings, OrderSettings } from "../services/order/settings.ts";
import { PaymentSettings } from "../services/payment/settings.ts";
import { ChaosSettings, isChaotic } from "../services/shared/chaos/chaos-settings.ts";
import { decimal, whole } from "../services/shared/settings.ts";
import { amountOf, quantity } from "./quantity.ts";

/** A flag: flat keys and `pulumi config set` may bring it as text. */
function flag() {
  return z.union(
    [z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")],
    "must be true or false",
  );
}

/** Calls per second. */
function rate() {
  const rule = "must be a number of calls a second, above 0 and at most 10000";
  return decimal(z.number(rule).gt(0, rule).max(10_000, rule));
}

/** CPU and memory of one pod. No CPU limit unless set: it would slow every burst down. */
export const Resources = z
  .strictObject({
    cpuRequest: quantity().default("250m"),
    cpuLimit: quantity().optional(),
    memoryRequest: quantity().default("256Mi"),
    memoryLimit: quantity().default("512Mi"),
  })
  .superRefine(({ cpuRequest, cpuLimit, memoryRequest, memoryLimit }, context) => {
    const check = (limit: string, request: string, key: string) => {
      if (amountOf(limit) < amountOf(request))
        context.addIssue({
          code: "custom",
          path: [key],
          input: limit,
          message: `must be at least the request, ${request}: Kubernetes refuses a pod that may use less than it asks for`,
        });
    };
    if (cpuLimit !== undefined) check(cpuLimit, cpuRequest, "cpuLimit");
    check(memoryLimit, memoryRequest, "memoryLimit");
  });
export type Resources = z.output<typeof Resources>;

/** A HorizontalPodAutoscaler. Utilizations are in percent of what a pod requests. */
export const Autoscaling = z
  .strictObject({
    enabled: flag().default(true),
    minReplicas: whole(1, 1000).default(2),
    maxReplicas: whole(1, 1000).default(10),
    cpuUtilization: whole(1, 1000, "percent").default(65),
    memoryUtilization: whole(1, 1000, "percent").default(85),
  })
  .superRefine(({ minReplicas, maxReplicas }, context) => {
    if (maxReplicas < minReplicas)
      context.addIssue({
        code: "custom",
        path: ["maxReplicas"],
        input: maxReplicas,
        message: `must be at least minReplicas, ${minReplicas}, or there is no number of pods that suits both`,
      });
  });
export type Autoscaling = z.output<typeof Autoscaling>;

/** How clients reach Order. */
export const Exposure = z
  .strictObject({
    type: z
      .enum(["ClusterIP", "NodePort", "LoadBalancer"], "must be ClusterIP, NodePort or LoadBalancer")
      .default("ClusterIP"),
    nodePort: whole(1, 65_535).optional(),
  })
  .refine(({ type, nodePort }) => nodePort === undefined || type !== "ClusterIP", {
    path: ["nodePort"],
    message: "needs type NodePort or LoadBalancer: a ClusterIP Service has no port on the nodes",
  });
export type Exposure = z.output<typeof Exposure>;

/** How many pods a service has, a fixed number or what the autoscaler makes of it, and how large they are. */
const Pods = z.strictObject({
  /** Where autoscaling is off. */
  replicas: whole(1, 1000).default(2),
  autoscaling: Autoscaling.prefault({}),
  resources: Resources.prefault({}),
  /** How long `pulumi up` waits for a roll before it fails with the reason. More pods take longer to roll. */
  rolloutSeconds: whole(30, 3600, "seconds").default(300),
});
export type Pods = z.output<typeof Pods>;

const OrderStack = Pods.extend({
  service: Exposure.prefault({}),
  catalogue: OrderSettings.shape.catalogue,
  clientIdentity: OrderSettings.shape.clientIdentity,
  /** Calls that a replica gets: what `pulumi preview` reckons the breaker's chances with. Nothing else depends on it. */
  expectedRatePerSecond: rate().default(1),
  /** Whether each charge is put on record in the log's stream, for `npm run tune`. */
  recordCalls: flag().default(false),
  logLevel: OrderSettings.shape.logLevel,
});

const PaymentStack = Pods.extend({ logLevel: PaymentSettings.shape.logLevel });

const prebuilt = z
  .string()
  .regex(
    /^[\w.-]+(:\d+)?\/[\w./-]+(:[\w.-]+)?@sha256:[0-9a-f]{64}$/,
    "must name a registry and a digest, like ghcr.io/acme/holdfast-order@sha256:…: a tag alone can change under a running stack",
  )
  .optional();

/** Where images come from: built here and pushed to a registry, or prebuilt. */
export const ImageSettings = z
  .strictObject({
    registry: z
      .string()
      .regex(
        /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/,
        "must be a registry without https:// and a / at the end, like ghcr.io/acme or localhost:5000",
      )
      .optional(),
    base: z.string().min(1, "must name an image with Node 24").default("node:24-slim"),
    platform: z
      .enum(["linux/amd64", "linux/arm64"], "must be linux/amd64 or linux/arm64, as the nodes of the cluster are")
      .default("linux/amd64"),
    order: prebuilt,
    payment: prebuilt,
  })
  .refine(({ registry, order, payment }) => registry || (order && payment), {
    path: ["registry"],
    message:
      "is required unless image.order and image.payment are both prebuilt: `pulumi config set --path holdfast:image.registry HOST/NAME`",
  });
export type ImageSettings = z.output<typeof ImageSettings>;

/** The PostgreSQL servers that the program puts into the cluster: one for Order, one for Payment, each with a volume. */
export const DatabaseSettings = z.strictObject({
  image: z
    .string()
    .min(
      1,
      "must name an image with PostgreSQL's initdb and postgres on its PATH and a user 999, as the official one has",
    )
    .default("postgres:18"),
  /** Size of each volume. It can grow where the storage class allows it, and never shrink. */
  storage: quantity().default("1Gi"),
  /** The cluster's default class unless set. */
  storageClass: z.string().min(1, "must name a StorageClass, or be left out for the cluster's default").optional(),
  /** Whether `pulumi destroy` leaves the volumes, and with them the namespace that they are in. */
  keepOnDestroy: flag().default(true),
  resources: Resources.prefault({ cpuRequest: "100m" }),
  /** Connections that a replica of a service may hold to each of its databases. */
  connectionsPerReplica: whole(1, 100).default(10),
});
export type DatabaseSettings = z.output<typeof DatabaseSettings>;

/** What agents on the cluster look for. */
export const Monitoring = z.strictObject({
  scrapeAnnotations: flag().default(true),
  logAnnotations: flag().default(true),
  podAnnotations: z.record(z.string(), z.string()).default({}),
});
export type Monitoring = z.output<typeof Monitoring>;

/** Everything that a stack can set under `holdfast:`, but for what is secret: that stays in secret Outputs. */
export const StackSettings = z
  .strictObject({
    context: z.string(
      "is required, so that nothing is ever deployed to whatever cluster is current: `pulumi config set holdfast:context NAME`",
    ),
    kubeconfig: z.string().optional(),
    namespace: z
      .string()
      .max(63, "must have at most 63 characters")
      .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "must be a Kubernetes name: small letters, digits and - between them"),
    /** Whether the stack makes its namespace. Otherwise it is there already, and is used as it is. */
    createNamespace: flag().default(true),
    image: ImageSettings.prefault({}),
    registryUsername: z.string().optional(),
    order: OrderStack.prefault({}),
    payment: PaymentStack.prefault({}),
    database: DatabaseSettings.prefault({}),
    breaker: BreakerSettings.prefault({}),
    settlement: OrderSettings.shape.settlement,
    ejection: OrderSettings.shape.ejection,
    rateLimit: OrderLiveSettings.shape.rateLimit,
    loadShedding: OrderLiveSettings.shape.loadShedding,
    chaos: ChaosSettings.prefault({}),
    /** Whether people depend on it: such a stack takes no chaos unless that is allowed beside it. */
    production: flag().default(false),
    allowChaosInProduction: flag().default(false),
    monitoring: Monitoring.prefault({}),
  })
  .superRefine(({ chaos, production, allowChaosInProduction }, context) => {
    if (production && isChaotic(chaos) && !allowChaosInProduction)
      context.addIssue({
        code: "custom",
        path: ["chaos"],
        input: chaos,
        message:
          "must be left out of a production stack, where it would fail the orders of people. Take it out, or, if that is what you want: `pulumi config set holdfast:allowChaosInProduction true`",
      });
  });
export type StackSettings = z.output<typeof StackSettings>;
