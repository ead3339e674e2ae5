import assert from "node:assert/strict";
import { test } from "node:test";
import { recordedOf } from "./recorded.ts";

const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";

test("a stack without resources has nothing on record", () => {
  assert.deepEqual(recordedOf([{ type: "pulumi:pulumi:Stack" }]), {
    namespace: undefined,
    ownsNamespace: false,
    clusterId: undefined,
    claims: {},
    autoscaled: [],
  });
});

test("a stack has its namespace, its cluster, its volumes and its autoscalers on record", () => {
  const recorded = recordedOf([
    { type: "pulumi:providers:kubernetes", outputs: {} },
    { type: "pulumi:providers:kubernetes", outputs: { clusterIdentifier: "c-1" } },
    { type: "kubernetes:core/v1:Namespace", outputs: { metadata: { name: "shop" } } },
    {
      type: CLAIM,
      outputs: {
        metadata: { name: "order-database", namespace: "shop" },
        spec: { storageClassName: "standard", resources: { requests: { storage: "1Gi" } } },
      },
    },
    { type: CLAIM, outputs: { metadata: { name: "payment-database", namespace: "shop" } } },
    {
      type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
      outputs: { metadata: { name: "order", namespace: "shop" } },
    },
  ]);
  assert.deepEqual(recorded, {
    namespace: "shop",
    ownsNamespace: true,
    clusterId: "c-1",
    claims: {
      "order-database": { ours: true, storageClass: "standard", storage: "1Gi" },
      "payment-database": { ours: true, storageClass: undefined, storage: undefined },
    },
    autoscaled: ["order"],
  });
});

test("a stack in somebody else's namespace knows where it is by what it has there", () => {
  const { namespace, ownsNamespace } = recordedOf([
    { type: "kubernetes:core/v1:ServiceAccount", outputs: { metadata: { name: "order", namespace: "team-a" } } },
  ]);
  assert.deepEqual([namespace, ownsNamespace], ["team-a", false]);
});
