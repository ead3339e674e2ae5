import assert from "node:assert/strict";
import { test } from "node:test";
import type { Properties } from "../rpc/values.ts";
import { fieldManagerFor, takeOverPatch, wasCreatedByPulumi, withIgnoredFields } from "./field-manager.ts";

const MANAGER = "pulumi-kubernetes-12345678";
const entry = (manager: string, operation: string, fieldsV1: Properties, more: Properties = {}): Properties => ({
  manager,
  operation,
  fieldsV1,
  ...more,
});
const live = (entries: Properties[], more: Properties = {}): Properties => ({
  metadata: { name: "x", resourceVersion: "7", managedFields: entries },
  ...more,
});

test("the manager is the annotation's, else the state's, else a new one", () => {
  const annotated = { metadata: { annotations: { "pulumi.com/patchFieldManager": "mine" } } };
  assert.equal(fieldManagerFor(annotated, MANAGER), "mine");
  assert.equal(fieldManagerFor({}, MANAGER), MANAGER);
  assert.match(fieldManagerFor({}, ""), /^pulumi-kubernetes-[0-9a-f]{8}$/);
});

test("the fields of the create, and of kubectl, are taken over; those of controllers are not", () => {
  const controller = entry("kube-controller-manager", "Update", { "f:status": {} }, { subresource: "status" });
  const created = entry("pulumi-kubernetes", "Update", { "f:data": { "f:a": {} } });
  const kubectl = entry("kubectl", "Update", { "f:data": { "f:b": {} } });
  const own = entry(MANAGER, "Apply", { "f:data": { "f:c": {} } });
  const patch = takeOverPatch(live([controller, created, kubectl, own]), MANAGER);
  assert.deepEqual(patch, [
    {
      op: "replace",
      path: "/metadata/managedFields",
      value: [controller, entry(MANAGER, "Apply", { "f:data": { "f:a": {}, "f:b": {}, "f:c": {} } })],
    },
    { op: "replace", path: "/metadata/resourceVersion", value: "7" },
  ]);
});

test("where there is nothing to take over, nothing is patched", () => {
  assert.equal(
    takeOverPatch(live([entry(MANAGER, "Apply", {}), entry("kubectl-edit", "Update", {})]), MANAGER),
    undefined,
  );
  assert.equal(takeOverPatch(live([]), MANAGER), undefined);
});

test("a preview knows that a create's own fields are no conflict", () => {
  assert.equal(wasCreatedByPulumi(live([entry("pulumi-kubernetes", "Update", {})])), true);
  assert.equal(wasCreatedByPulumi(live([entry("kubectl", "Update", {})])), false);
});

test("under ignoreChanges, another manager's field is left out of the apply", () => {
  const autoscaled = live([entry("kube-controller-manager", "Update", { "f:spec": { "f:replicas": {} } })], {
    spec: { replicas: 4 },
  });
  assert.deepEqual(withIgnoredFields({ spec: { replicas: 1, a: "b" } }, autoscaled, ["spec.replicas"], MANAGER), {
    spec: { a: "b" },
  });
});

test("under ignoreChanges, one's own or a shared field keeps its live value", () => {
  const shared = [
    entry("kube-controller-manager", "Update", { "f:spec": { "f:replicas": {} } }),
    entry(MANAGER, "Apply", { "f:spec": { "f:replicas": {} } }),
  ];
  const object = live(shared, { spec: { replicas: 4 } });
  assert.deepEqual(withIgnoredFields({ spec: { replicas: 1 } }, object, ["spec.replicas"], MANAGER), {
    spec: { replicas: 4 },
  });
  assert.deepEqual(withIgnoredFields({ spec: { replicas: 1 } }, live([]), ["spec.replicas"], MANAGER), {
    spec: { replicas: 1 },
  });
});
