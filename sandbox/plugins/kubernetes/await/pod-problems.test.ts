import assert from "node:assert/strict";
import { test } from "node:test";
import type { Properties } from "../../rpc/values.ts";
import { podProblems } from "./pod-problems.ts";

const SCHEDULED = { type: "PodScheduled", status: "True" };
const INITIALIZED = { type: "Initialized", status: "True" };
const UNREADY = {
  type: "Ready",
  status: "False",
  reason: "ContainersNotReady",
  message: "containers with unready status: [c]",
};

const problems = (conditions: Properties[], status: Properties = {}, namespace = "shop") =>
  podProblems({ metadata: { name: "p", namespace }, status: { conditions, ...status } });

test("a ready pod, one that has succeeded, and one without conditions have no problems", () => {
  assert.deepEqual(problems([SCHEDULED, INITIALIZED, { type: "Ready", status: "True" }]), []);
  assert.deepEqual(problems([SCHEDULED, INITIALIZED, UNREADY], { phase: "Succeeded" }), []);
  assert.deepEqual(problems([]), []);
});

test("a pod that no node takes says why", () => {
  const unschedulable = {
    type: "PodScheduled",
    status: "False",
    reason: "Unschedulable",
    message: "0/1 nodes are available",
  };
  assert.deepEqual(problems([unschedulable]), ["[Pod shop/p]: 0/1 nodes are available"]);
});

test("a container that crashes says how it ended last", () => {
  const containerStatuses = [
    {
      name: "c",
      ready: false,
      state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 10s" } },
      lastState: { terminated: { reason: "Error", exitCode: 3, finishedAt: "2026-08-01T00:00:00Z" } },
    },
  ];
  assert.deepEqual(problems([SCHEDULED, INITIALIZED, UNREADY], { containerStatuses }), [
    '[Pod shop/p]: containers with unready status: [c] -- [CrashLoopBackOff] back-off 10s -- container "c" terminated at 2026-08-01T00:00:00Z (Error: exit code 3)',
  ]);
});

test("a container that is only being created is no problem of its own", () => {
  const containerStatuses = [{ name: "c", ready: false, state: { waiting: { reason: "ContainerCreating" } } }];
  assert.deepEqual(problems([SCHEDULED, INITIALIZED, UNREADY], { containerStatuses }), [
    "[Pod shop/p]: containers with unready status: [c]",
  ]);
});

test("the namespace default is left out, and Docker's preamble too", () => {
  const message = "rpc error: code = Unknown desc = Error response from daemon: no such image: manifest unknown";
  const containerStatuses = [{ name: "c", ready: false, state: { waiting: { reason: "ErrImagePull", message } } }];
  assert.deepEqual(problems([SCHEDULED, INITIALIZED, UNREADY], { containerStatuses }, "default"), [
    "[Pod p]: containers with unready status: [c] -- [ErrImagePull] no such image",
  ]);
});
