import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { Monitoring, Pods } from "../settings.ts";
import { GRPC_PORT, LIVE_SETTINGS, labelsOf, METRICS_PORT, selectorOf, USER } from "./names.ts";
import { resourcesOf } from "./resources.ts";

type PodTemplate = types.input.core.v1.PodTemplateSpec;

/** Time for Services and DNS to forget a pod before its server starts to refuse: calls find it until then. */
const FORGET_SECONDS = 5;

export interface PodArgs {
  service: string;
  /** By digest. */
  image: Input<string>;
  /** The static settings as the service reads them, in JSON. They stand in the template, so that a change rolls. */
  settings: Input<string>;
  /** Name of the ConfigMap with the live settings. Its content is not part of the template: a change does not roll. */
  liveSettings: Input<string>;
  /** The Secret whose keys are variables of the environment. */
  secrets: { name: Input<string>; keys: string[] };
  serviceAccount: Input<string>;
  pods: Pods;
  monitoring: Monitoring;
  /** How long the service lets calls end after SIGTERM. */
  drainMs: number;
}

/** A pod of one service: restricted in what it may do, watched by gRPC probes, and stopped gently. */
export function podTemplate(args: PodArgs): PodTemplate {
  const { service, drainMs } = args;
  return {
    metadata: { labels: labelsOf(service), annotations: annotationsOf(args.monitoring, service) },
    spec: {
      serviceAccountName: args.serviceAccount,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: USER,
        runAsGroup: USER,
        seccompProfile: { type: "RuntimeDefault" },
      },
      terminationGracePeriodSeconds: FORGET_SECONDS + Math.ceil(drainMs / 1000) + 5,
      topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
        topologyKey,
        maxSkew: 1,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: selectorOf(service) },
        matchLabelKeys: ["pod-template-hash"],
      })),
      containers: [containerOf(args)],
      volumes: [{ name: "live-settings", configMap: { name: args.liveSettings } }],
    },
  };
}

function containerOf({ service, image, settings, secrets, pods }: PodArgs): types.input.core.v1.Container {
  return {
    name: service,
    image,
    imagePullPolicy: "IfNotPresent",
    env: [
      { name: "HOLDFAST_SETTINGS", value: settings },
      { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      ...secrets.keys.map((name) => ({ name, valueFrom: { secretKeyRef: { name: secrets.name, key: name } } })),
    ],
    ports: [
      { name: "grpc", containerPort: GRPC_PORT, protocol: "TCP" },
      { name: "metrics", containerPort: METRICS_PORT, protocol: "TCP" },
    ],
    resources: resourcesOf(pods.resources),
    // The health service "" says that the process answers, "readiness" that it takes calls. Neither asks Payment.
    // A start waits for the database and its migrations.
    startupProbe: { grpc: { port: GRPC_PORT }, periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 120 },
    livenessProbe: { grpc: { port: GRPC_PORT }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    readinessProbe: {
      grpc: { port: GRPC_PORT, service: "readiness" },
      periodSeconds: 5,
      timeoutSeconds: 2,
      failureThreshold: 2,
    },
    lifecycle: { preStop: { sleep: { seconds: FORGET_SECONDS } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [{ name: "live-settings", mountPath: LIVE_SETTINGS.folder, readOnly: true }],
  };
}

/** What monitoring and logging agents look for: where the metrics are, and that the log is JSON, one object a line. */
function annotationsOf(monitoring: Monitoring, service: string): Record<string, string> {
  return {
    "kubectl.kubernetes.io/default-container": service,
    ...(monitoring.scrapeAnnotations && {
      "prometheus.io/scrape": "true",
      "prometheus.io/port": String(METRICS_PORT),
      "prometheus.io/path": "/metrics",
    }),
    ...(monitoring.logAnnotations && { "fluentbit.io/parser": "json" }),
    ...monitoring.podAnnotations,
  };
}
