/** What every operation of a configured provider has at hand. */
import type { Objects } from "./api/objects.ts";
import type { Clock } from "./await/wait.ts";
import type { ProviderSettings } from "./settings.ts";

/** A cluster that does not answer is no error before something needs it. */
export type Cluster = { kind: "reachable"; objects: Objects } | { kind: "unreachable"; reason: string };

export type Session = {
  cluster: Cluster;
  settings: ProviderSettings;
  clock: Clock;
  /** Aborted when the engine cancels. */
  cancelled: AbortSignal;
  /** A line of the resource's own. */
  log: (urn: string, severity: "info" | "warning", text: string) => void;
  /** The resource's status column; "" clears it. */
  status: (urn: string, text: string) => Promise<void>;
};

/** The cluster's objects, or the error that an operation fails with. */
export function objectsOfCluster({ cluster }: Session): Objects {
  if (cluster.kind === "reachable") return cluster.objects;
  throw new Error(`configured Kubernetes cluster is unreachable: ${cluster.reason}`);
}
