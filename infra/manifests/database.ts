import type { types } from "@pulumi/kubernetes";
import type { DatabaseSettings, Pods } from "../settings.ts";
import { DATABASE_PORT } from "./database-names.ts";
import { type DatabasePodArgs, databasePodTemplate } from "./database-pod.ts";
import { selectorOf } from "./names.ts";

/** One server: never two at once on a volume, which is what a StatefulSet promises and a Deployment does not. */
export function databaseSpec(args: DatabasePodArgs): types.input.apps.v1.StatefulSetSpec {
  return {
    replicas: 1,
    serviceName: args.name,
    // In order means that a pod that cannot start is never replaced by the mended one.
    podManagementPolicy: "Parallel",
    selector: { matchLabels: selectorOf(args.name) },
    template: databasePodTemplate(args),
  };
}

/** The volume's claim. It stands beside the StatefulSet, whose own claims could never be made larger. */
export function databaseClaimSpec(settings: DatabaseSettings): types.input.core.v1.PersistentVolumeClaimSpec {
  return {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: settings.storage } },
    ...(settings.storageClass && { storageClassName: settings.storageClass }),
  };
}

/** Answers DNS with the server's pod itself. */
export function databaseServiceSpec(name: string): types.input.core.v1.ServiceSpec {
  return {
    type: "ClusterIP",
    clusterIP: "None",
    selector: selectorOf(name),
    ports: [{ name: "postgres", port: DATABASE_PORT, targetPort: "postgres", protocol: "TCP" }],
  };
}

/** Only the pods of the service whose data it holds reach the server. */
export function databasePolicySpec(name: string, caller: string): types.input.networking.v1.NetworkPolicySpec {
  return {
    podSelector: { matchLabels: selectorOf(name) },
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [{ podSelector: { matchLabels: selectorOf(caller) } }],
        ports: [{ protocol: "TCP", port: DATABASE_PORT }],
      },
    ],
  };
}

/** For a person with psql, a backup, and what PostgreSQL keeps for its superuser. */
const SPARE_CONNECTIONS = 10;

/** What the server must take: all pods that there can be, while they are rolled (a quarter more), with full pools. */
export function maxConnections({ autoscaling, replicas }: Pods, perReplica: number, databases: number): number {
  const pods = autoscaling.enabled ? autoscaling.maxReplicas : replicas;
  return Math.ceil(pods * 1.25) * perReplica * databases + SPARE_CONNECTIONS;
}
