import assert from "node:assert/strict";
import { test } from "node:test";
import type { Properties } from "../../rpc/values.ts";
import { deploymentReadiness } from "./deployment.ts";

const REVISION = "deployment.kubernetes.io/revision";

type Case = {
  revision?: string;
  observed?: number;
  conditions?: Properties[];
  ready?: number;
  wanted?: number;
  pods?: Properties[];
  claims?: Properties[];
};

const AVAILABLE = { type: "Available", status: "True" };
const ROLLED_OUT = { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" };
const UNAVAILABLE = {
  type: "Available",
  status: "False",
  reason: "MinimumReplicasUnavailable",
  message: "Deployment does not have minimum availability.",
};

function readiness({ revision = "1", observed = 2, conditions = [AVAILABLE], ready = 2, wanted = 2, ...more }: Case) {
  const volumes = (more.claims ?? []).map(() => ({ persistentVolumeClaim: { claimName: "data" } }));
  return deploymentReadiness({
    deployment: {
      metadata: { name: "order", uid: "d", generation: 2, annotations: { [REVISION]: revision } },
      spec: { template: { spec: { volumes } } },
      status: { observedGeneration: observed, conditions },
    },
    replicaSets: [
      ...(revision === "1" ? [] : [replicaSet("old", "d", "1", 2, 2)]),
      replicaSet("new", "d", revision, wanted, ready),
      replicaSet("foreign", "other", revision, 9, 9),
    ],
    pods: more.pods ?? [],
    claims: more.claims ?? [],
  });
}

function replicaSet(uid: string, owner: string, revision: string, wanted: number, ready: number): Properties {
  return {
    metadata: { uid, ownerReferences: [{ uid: owner }], annotations: { [REVISION]: revision } },
    spec: { replicas: wanted },
    status: ready === 0 ? {} : { readyReplicas: ready },
  };
}

const problemsOf = (seen: Case) => {
  const result = readiness(seen);
  assert.equal(result.state, "waiting");
  return result.state === "waiting" ? result.problems : [];
};

test("a first rollout is ready when the Deployment is available and its ReplicaSet has all pods ready", () => {
  assert.deepEqual(readiness({}), { state: "ready", status: "Deployment initialization complete" });
});

test("a change that the controller has not seen yet is not ready, whatever the old status says", () => {
  assert.equal(readiness({ observed: 1 }).state, "waiting");
});

test("a later rollout must also be the new ReplicaSet's", () => {
  assert.equal(readiness({ revision: "2", conditions: [AVAILABLE, ROLLED_OUT] }).state, "ready");
  assert.deepEqual(problemsOf({ revision: "2", conditions: [AVAILABLE] }), [
    "Minimum number of Pods to consider the application live was not attained",
  ]);
});

test("the old ReplicaSet's pods do not count for the new one", () => {
  assert.deepEqual(problemsOf({ revision: "2", conditions: [AVAILABLE, ROLLED_OUT], ready: 1 }), [
    "Attempted to roll forward to new ReplicaSet, but minimum number of Pods did not become live",
  ]);
});

test("while waiting it says how many pods there are", () => {
  assert.equal(
    readiness({ conditions: [UNAVAILABLE], ready: 1 }).status,
    "Waiting for app ReplicaSet to be available (1/2 Pods available)",
  );
});

test("an unavailable Deployment says so, with its condition's words", () => {
  assert.deepEqual(problemsOf({ conditions: [UNAVAILABLE], ready: 0 }), [
    "[MinimumReplicasUnavailable] Deployment does not have minimum availability.",
    "Minimum number of live Pods was not attained",
  ]);
});

test("a rollout that ran out of time says so, in the status column too", () => {
  const stuck = {
    type: "Progressing",
    status: "False",
    reason: "ProgressDeadlineExceeded",
    message: "has timed out progressing.",
  };
  const seen = { revision: "2", conditions: [AVAILABLE, stuck], ready: 0 };
  assert.equal(problemsOf(seen)[0], "[ProgressDeadlineExceeded] has timed out progressing.");
  assert.equal(readiness(seen).status, "[ProgressDeadlineExceeded] has timed out progressing.");
});

test("a pod that cannot start says why; pods of other ReplicaSets are left out", () => {
  const pod = (owner: string): Properties => ({
    metadata: { name: `p-${owner}`, namespace: "shop", ownerReferences: [{ uid: owner }] },
    status: {
      conditions: [
        { type: "PodScheduled", status: "True" },
        { type: "Initialized", status: "True" },
        {
          type: "Ready",
          status: "False",
          reason: "ContainersNotReady",
          message: "containers with unready status: [c]",
        },
      ],
      containerStatuses: [
        { name: "c", ready: false, state: { waiting: { reason: "ImagePullBackOff", message: "Back-off" } } },
      ],
    },
  });
  const seen = { conditions: [UNAVAILABLE], ready: 0, pods: [pod("new"), pod("foreign")] };
  assert.deepEqual(problemsOf(seen).slice(2), [
    "[Pod shop/p-new]: containers with unready status: [c] -- [ImagePullBackOff] Back-off",
  ]);
});

test("a claim that the pods mount must be bound", () => {
  const claim = (phase: string) => ({ metadata: { name: "data" }, status: { phase } });
  assert.deepEqual(problemsOf({ claims: [claim("Pending")] }), ['Failed to bind PersistentVolumeClaim(s): "data"']);
  assert.equal(readiness({ claims: [claim("Bound")] }).state, "ready");
});

test("a Deployment that is scaled to nothing is ready without pods", () => {
  assert.equal(readiness({ wanted: 0, ready: 0 }).state, "ready");
});
