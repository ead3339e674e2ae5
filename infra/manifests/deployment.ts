import type { types } from "@pulumi/kubernetes";
import type { Pods } from "../settings.ts";
import { selectorOf } from "./names.ts";
import { type PodArgs, podTemplate } from "./pod.ts";

type DeploymentSpec = types.input.apps.v1.DeploymentSpec;

/**
 * The Deployment of one service. A roll never takes a pod away before its successor serves. One that makes no progress
 * for two minutes is marked as failed, with the reason that `pulumi up` gives when its own patience ends (rolloutSeconds).
 */
export function deploymentSpec(args: PodArgs & { pods: Pods }): DeploymentSpec {
  const { service, pods } = args;
  return {
    // Where there is an autoscaler, what it begins with: the component ignores later changes of the field.
    replicas: pods.autoscaling.enabled ? pods.autoscaling.minReplicas : pods.replicas,
    selector: { matchLabels: selectorOf(service) },
    // Rounded up: one pod more than two to four, five more than twenty.
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
    minReadySeconds: 5,
    progressDeadlineSeconds: 120,
    revisionHistoryLimit: 5,
    template: podTemplate(args),
  };
}
