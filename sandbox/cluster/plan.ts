/** What the sandbox is made of: the addresses and ports inside its namespace, and their ports on 127.0.0.1 outside. */
import path from "node:path";
import type { Paths } from "../paths.ts";

/** From TEST-NET-1 (RFC 5737): it exists inside the namespace only, and can be nobody's real address. */
export const NODE_ADDRESS = "192.0.2.10";
export const NODE_NAME = "holdfast";
export const POD_SUBNET = "10.244.0.0/24";
export const POD_GATEWAY = "10.244.0.1";
export const SERVICE_SUBNET = "10.96.0.0/16";
export const API_SERVICE_ADDRESS = "10.96.0.1";
export const API_PORT = 6443;
export const METRICS_PORT = 4443;

/** Where Order answers on the node, by stack. */
export const ORDER_NODE_PORTS = { dev: 30051, staging: 30052, prod: 30053 } as const;
export type KnownStack = keyof typeof ORDER_NODE_PORTS;
export const KNOWN_STACKS = Object.keys(ORDER_NODE_PORTS) as KnownStack[];

/** The ports on 127.0.0.1, chosen at the first start and kept. The registry has the same port inside, so that one image name serves both. */
export type Ports = { api: number; registry: number; order: Record<KnownStack, number> };

export type Forward = { name: string; hostPort: number; insidePort: number };

export function forwardsOf(ports: Ports): Forward[] {
  const orders = KNOWN_STACKS.map((stack) => ({
    name: `order-${stack}`,
    hostPort: ports.order[stack],
    insidePort: ORDER_NODE_PORTS[stack],
  }));
  return [
    { name: "api", hostPort: ports.api, insidePort: API_PORT },
    { name: "registry", hostPort: ports.registry, insidePort: ports.registry },
    ...orders,
  ];
}

/** What the process inside is told; it reads it from run/plan.json. */
export type Plan = {
  paths: Paths;
  /** `docker` is a Docker daemon alone, on the machine's own network: for a cluster and registry that are somebody else's. */
  mode: "cluster" | "docker";
  ports: Ports;
  /** Folders of the artifacts. */
  kube: string;
  pause: string;
  base: string;
  postgres: string;
  /** Built last, while the rest runs already: it may not be there yet. */
  metricsServer: string;
};

/** What the process inside says of itself, in run/boot.json. */
export type Boot =
  | { phase: "starting"; step: string }
  | { phase: "ready"; metrics: boolean }
  | { phase: "failed"; step: string; reason: string };

export const planFile = (paths: Pick<Paths, "state">) => path.join(paths.state, "run", "plan.json");
export const bootFile = (paths: Pick<Paths, "state">) => path.join(paths.state, "run", "boot.json");
export const kubeconfigFile = (paths: Pick<Paths, "state">) => path.join(paths.state, "kubeconfig");
export const cgroupName = (paths: Pick<Paths, "id">) => `holdfast-${paths.id}`;
/** In the sandbox's registry, by the names that they stand in for. */
export const BASE_IMAGE = "node:24-slim";
export const POSTGRES_IMAGE = "postgres:18";
