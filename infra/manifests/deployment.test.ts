import assert from "node:assert/strict";
import test from "node:test";
import { Autoscaling, Monitoring, Resources } from "../settings.ts";
import { deploymentSpec } from "./deployment.ts";

function deployment(autoscaling: object) {
  return deploymentSpec({
    service: "payment",
    image: "r.io/payment@sha256:0",
    settings: "{}",
    liveSettings: "payment-live",
    secrets: { name: "payment-secrets-1a2b3c4d", keys: [] },
    serviceAccount: "payment",
    pods: {
      replicas: 3,
      autoscaling: Autoscaling.parse(autoscaling),
      resources: Resources.parse({}),
      rolloutSeconds: 300,
    },
    monitoring: Monitoring.parse({}),
    drainMs: 10_000,
  });
}

test("a Deployment begins with the number of pods that its autoscaler wants at least, or with the fixed one", () => {
  assert.equal(deployment({ enabled: false }).replicas, 3);
  assert.equal(deployment({ enabled: true, minReplicas: 4 }).replicas, 4);
});

test("a roll takes no pod away before its successor serves, and is marked as failed after two minutes without progress", () => {
  assert.partialDeepStrictEqual(deployment({}), {
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "25%" } },
    progressDeadlineSeconds: 120,
  });
});

test("the selector finds the template's pods", () => {
  const { selector, template } = deployment({});
  assert.partialDeepStrictEqual(template, { metadata: { labels: { "app.kubernetes.io/name": "payment" } } });
  assert.deepEqual(selector, { matchLabels: { "app.kubernetes.io/name": "payment" } });
});
