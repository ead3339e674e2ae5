import type { types } from "@pulumi/kubernetes";
import type { Pods } from "../settings.ts";
import { selectorOf } from "./names.ts";
import { type PodArgs, podTemplate } from "./pod.ts";

type DeploymentSpec = types.input.apps.v1.DeploymentSpec;

/**
 * The Deployment of one service. A roll never takes a pod away before its successor serves, and one that does not come
 * up is given up after two minutes, so that `pulumi up` says why instead of waiting for ten.
 */
export function deploymentSpec(args: PodArgs & { pods: Pods }): DeploymentSpec {
  const { service, pods } = args;
  return {
    // An autoscaler and a fixed number would fight over the field.
    ...(pods.autoscaling.enabled ? {} : { replicas: pods.replicas }),
    selector: { matchLabels: selectorOf(service) },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    minReadySeconds: 5,
    progressDeadlineSeconds: 120,
    revisionHistoryLimit: 5,
    template: podTemplate(args),
  };
}
