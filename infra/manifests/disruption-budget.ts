import type { types } from "@pulumi/kubernetes";
import { selectorOf } from "./names.ts";

type DisruptionBudgetSpec = types.input.policy.v1.PodDisruptionBudgetSpec;

/** A node that is drained takes one pod of a service at a time; a pod that does not serve anyway never blocks it. */
export function disruptionBudgetSpec(service: string): DisruptionBudgetSpec {
  return {
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: "AlwaysAllow",
    selector: { matchLabels: selectorOf(service) },
  };
}
