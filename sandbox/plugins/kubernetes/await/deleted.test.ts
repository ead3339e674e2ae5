import assert from "node:assert/strict";
import { test } from "node:test";
import { goneReadiness } from "./deleted.ts";

const found = { kind: "Namespace", metadata: { name: "shop", uid: "1", finalizers: ["a/b", "c"] } };

test("an object is gone when it is not found", () => {
  assert.equal(goneReadiness(undefined, "1").state, "ready");
});

test("a new object of the same name is not the old one", () => {
  assert.equal(goneReadiness(found, "2").state, "ready");
});

test("while it is there, its finalizers are named", () => {
  assert.deepEqual(goneReadiness(found, "1"), {
    state: "waiting",
    status: 'Waiting for deletion of Namespace "shop"',
    problems: ["finalizers might be preventing deletion (a/b, c)"],
  });
});
