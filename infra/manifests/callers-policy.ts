import type { types } from "@pulumi/kubernetes";
import { GRPC_PORT, METRICS_PORT, selectorOf } from "./names.ts";

type PolicySpec = types.input.networking.v1.NetworkPolicySpec;

/**
 * Who may call a service: pods of one other service, and anyone who reads metrics. Only what comes in is limited; what
 * goes out (DNS, whatever a platform adds) differs from cluster to cluster, and a wrong rule there breaks everything.
 */
export function callersPolicySpec(service: string, caller: string): PolicySpec {
  return {
    podSelector: { matchLabels: selectorOf(service) },
    policyTypes: ["Ingress"],
    ingress: [
      { from: [{ podSelector: { matchLabels: selectorOf(caller) } }], ports: [{ protocol: "TCP", port: GRPC_PORT }] },
      { ports: [{ protocol: "TCP", port: METRICS_PORT }] },
    ],
  };
}
