import type { types } from "@pulumi/kubernetes";
import type { Exposure } from "../settings.ts";
import { GRPC_PORT, selectorOf } from "./names.ts";

type ServiceSpec = types.input.core.v1.ServiceSpec;

/**
 * The Service of one service. A headless one answers DNS with the pods themselves: that is what a gRPC client that
 * balances by itself needs, since a connection through a cluster IP would stay with one pod for its whole life.
 */
export function serviceSpec(service: string, exposure: Exposure | "headless"): ServiceSpec {
  const headless = exposure === "headless";
  const nodePort = headless ? undefined : exposure.nodePort;
  return {
    type: headless ? "ClusterIP" : exposure.type,
    ...(headless && { clusterIP: "None" }),
    selector: selectorOf(service),
    ports: [
      {
        name: "grpc",
        port: GRPC_PORT,
        targetPort: "grpc",
        protocol: "TCP",
        ...(nodePort === undefined ? {} : { nodePort }),
      },
    ],
  };
}
