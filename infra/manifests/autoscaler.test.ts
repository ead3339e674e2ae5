import assert from "node:assert/strict";
import test from "node:test";
import { Autoscaling } from "../settings.ts";
import { autoscalerSpec } from "./autoscaler.ts";

test("a Deployment is scaled on CPU and memory, between the stack's limits", () => {
  const autoscaling = Autoscaling.parse({ minReplicas: 3, maxReplicas: 9, cpuUtilization: 60, memoryUtilization: 90 });
  assert.partialDeepStrictEqual(autoscalerSpec("order", autoscaling), {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "order" },
    minReplicas: 3,
    maxReplicas: 9,
    metrics: [
      { resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } },
      { resource: { name: "memory", target: { type: "Utilization", averageUtilization: 90 } } },
    ],
  });
});
