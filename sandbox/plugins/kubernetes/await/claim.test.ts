import assert from "node:assert/strict";
import { test } from "node:test";
import { claimReadiness } from "./claim.ts";

const claim = (phase: string) => ({ status: { phase } });

test("a claim is ready when it is bound", () => {
  assert.equal(claimReadiness({ claim: claim("Bound"), storageClass: undefined }).state, "ready");
});

test("a claim that waits for its first consumer is as ready as it can be", () => {
  const storageClass = { volumeBindingMode: "WaitForFirstConsumer" };
  assert.equal(claimReadiness({ claim: claim("Pending"), storageClass }).state, "ready");
  assert.equal(claimReadiness({ claim: claim("Lost"), storageClass }).state, "waiting");
});

test("a claim that nobody binds says what it is", () => {
  assert.deepEqual(claimReadiness({ claim: claim("Pending"), storageClass: { volumeBindingMode: "Immediate" } }), {
    state: "waiting",
    status: "Waiting for PersistentVolumeClaim to be bound",
    problems: ["PersistentVolumeClaim is not bound: it is Pending"],
  });
});
