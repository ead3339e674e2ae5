import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { Autoscaling, Pods } from "../settings.ts";

type AutoscalerSpec = types.input.autoscaling.v2.HorizontalPodAutoscalerSpec;

/**
 * Scales a Deployment on CPU and memory, in percent of what its pods request. It grows at once and shrinks by one pod
 * a minute after five calm minutes: clients keep their connections, and a new pod gets few of them at first.
 */
export function autoscalerSpec(deployment: Input<string>, autoscaling: Autoscaling): AutoscalerSpec {
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment },
    minReplicas: autoscaling.minReplicas,
    maxReplicas: autoscaling.maxReplicas,
    metrics: [
      utilizationOf("cpu", autoscaling.cpuUtilization),
      // Node seldom gives memory back, so that memory is a ceiling to grow at, not a measure to shrink by.
      utilizationOf("memory", autoscaling.memoryUtilization),
    ],
    behavior: {
      scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: "Pods", value: 1, periodSeconds: 60 }] },
    },
  };
}

function utilizationOf(name: "cpu" | "memory", averageUtilization: number): types.input.autoscaling.v2.MetricSpec {
  return { type: "Resource", resource: { name, target: { type: "Utilization", averageUtilization } } };
}

/**
 * The limits of an autoscaler that is off but still there: one number. Pulumi deletes last, so that one which is to go
 * would undo the Deployment's new number before it is gone.
 */
export function pinnedTo({ autoscaling, replicas }: Pods): Autoscaling {
  return { ...autoscaling, minReplicas: replicas, maxReplicas: replicas };
}
