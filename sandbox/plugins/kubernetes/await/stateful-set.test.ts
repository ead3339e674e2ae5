import assert from "node:assert/strict";
import { test } from "node:test";
import type { Properties } from "../../rpc/values.ts";
import { statefulSetReadiness } from "./stateful-set.ts";

function readiness(generation: number, status: Properties, strategy = "RollingUpdate") {
  return statefulSetReadiness({
    statefulSet: {
      metadata: { generation, uid: "s" },
      spec: { replicas: 3, updateStrategy: { type: strategy } },
      status: { observedGeneration: generation, ...status },
    },
    pods: [],
  });
}

const DONE = { replicas: 3, readyReplicas: 3, currentReplicas: 3, currentRevision: "a", updateRevision: "a" };

test("it is ready when all replicas are there, ready and of the newest revision", () => {
  assert.deepEqual(readiness(1, DONE), { state: "ready", status: "StatefulSet initialization complete" });
});

test("a change that the controller has not seen yet is not ready", () => {
  assert.equal(readiness(2, { ...DONE, observedGeneration: 1 }).state, "waiting");
});

test("at first it counts ready pods", () => {
  assert.deepEqual(readiness(1, { ...DONE, readyReplicas: 1 }), {
    state: "waiting",
    status: "[1/2] Waiting for StatefulSet to create Pods (1/3 Pods ready)",
    problems: ["1 out of 3 replicas succeeded readiness checks"],
  });
});

test("during an update, ready pods of the old revision do not count", () => {
  const updating = { ...DONE, currentReplicas: 1, updateRevision: "b", updatedReplicas: 2 };
  assert.deepEqual(readiness(2, updating), {
    state: "waiting",
    status: "[1/3] Waiting for StatefulSet update to roll out (2/3 Pods ready)",
    problems: [
      "2 out of 3 replicas succeeded readiness checks",
      'StatefulSet controller failed to advance from revision "a" to revision "b"',
    ],
  });
});

test("with all pods updated it waits for the revision", () => {
  const last = readiness(2, { ...DONE, updateRevision: "b", updatedReplicas: 3 });
  assert.equal(last.status, "[2/3] Waiting for StatefulSet to update .status.currentRevision");
});

test("with OnDelete a person ends the update, so that the revision is not waited for", () => {
  const updating = { replicas: 3, readyReplicas: 3, currentRevision: "a", updateRevision: "b" };
  assert.equal(readiness(2, updating, "OnDelete").state, "ready");
  assert.equal(readiness(1, updating, "OnDelete").state, "waiting");
});
