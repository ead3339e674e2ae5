import path from "node:path";
import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { readUnixText } from "../../services/shared/unix-text.ts";
import type { DatabaseSettings } from "../settings.ts";
import { DATABASE_PORT, DATABASE_ROLE, DATABASE_USER } from "./database-names.ts";
import { labelsOf } from "./names.ts";
import { resourcesOf } from "./resources.ts";

type PodTemplate = types.input.core.v1.PodTemplateSpec;

export interface DatabasePodArgs {
  /** Of the server and of all that belongs to it. */
  name: string;
  /** What the server holds; those that are missing are made when it starts. */
  databases: readonly string[];
  settings: DatabaseSettings;
  /** Names of the Secret with the role's password, under the key "password", and of the claim for the volume. */
  secret: Input<string>;
  claim: Input<string>;
  /** Name of a Secret to pull the image with. */
  pullSecret?: Input<string>;
  maxConnections: number;
}

const START = readUnixText(path.join(import.meta.dirname, "start-postgres.sh"));

/**
 * A path that no image declares as a volume. The official ones declare /var/lib/postgresql/data up to 17, and
 * /var/lib/postgresql from 18 on: there the runtime mounts an empty volume of its own.
 */
const VOLUME = "/var/lib/holdfast";

/** Kubernetes' default. Kubelet mounts a file there that every user may write. */
const TERMINATION_LOG = "/dev/termination-log";

/** A pod with a PostgreSQL server on a volume: restricted in what it may do, and stopped so that nothing is left to recover. */
export function databasePodTemplate(args: DatabasePodArgs): PodTemplate {
  return {
    metadata: { labels: labelsOf(args.name) },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(args.pullSecret && { imagePullSecrets: [{ name: args.pullSecret }] }),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: DATABASE_USER,
        runAsGroup: DATABASE_USER,
        fsGroup: DATABASE_USER,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      terminationGracePeriodSeconds: 60,
      containers: [containerOf(args)],
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: args.claim } }],
    },
  };
}

function containerOf(args: DatabasePodArgs): types.input.core.v1.Container {
  const { settings, secret } = args;
  const flags = {
    listen_addresses: "*",
    // Nobody in the pod speaks to it, and the root file system cannot be written.
    unix_socket_directories: "",
    max_connections: args.maxConnections,
  };
  const takesConnections = { tcpSocket: { port: "postgres" } };
  return {
    name: "postgres",
    image: settings.image,
    imagePullPolicy: "IfNotPresent",
    command: ["sh", "-c", START, "start-postgres"],
    args: Object.entries(flags).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    env: [
      // A folder below, for a volume's root may hold other things, such as lost+found.
      { name: "PGDATA", value: `${VOLUME}/data` },
      { name: "ROLE", value: DATABASE_ROLE },
      { name: "PASSWORD", valueFrom: { secretKeyRef: { name: secret, key: "password" } } },
      { name: "DATABASES", value: args.databases.join(" ") },
      { name: "TERMINATION_LOG", value: TERMINATION_LOG },
    ],
    terminationMessagePath: TERMINATION_LOG,
    ports: [{ name: "postgres", containerPort: DATABASE_PORT, protocol: "TCP" }],
    resources: resourcesOf(settings.resources),
    // It listens when what a crash left has been recovered, which can take long. There is no liveness probe: a restart
    // is no cure for a database that is slow, and one whose first process has ended is restarted anyway.
    startupProbe: { ...takesConnections, periodSeconds: 1, failureThreshold: 600 },
    readinessProbe: { ...takesConnections, periodSeconds: 5 },
    // SIGTERM alone would wait for every client to leave; SIGINT ends their sessions and shuts down in good order.
    lifecycle: { preStop: { exec: { command: ["sh", "-c", "kill -INT 1"] } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [{ name: "data", mountPath: VOLUME }],
  };
}
