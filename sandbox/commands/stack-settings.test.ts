import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionOf, seedOf } from "./stack-settings.ts";

const target = { kubeconfig: "/config", context: "mine", registry: "localhost:5000" };

test("a stack is told where it goes; the base image only where one was chosen", () => {
  const where = {
    "holdfast:kubeconfig": "/config",
    "holdfast:context": "mine",
    "holdfast:image.registry": "localhost:5000",
  };
  assert.deepEqual(connectionOf({ kind: "own", ...target, base: undefined }), where);
  assert.deepEqual(connectionOf({ kind: "own", ...target, base: "node:24" }), {
    ...where,
    "holdfast:image.base": "node:24",
  });
});

test("in the sandbox each known stack has its own node port, and prod room on two cores", () => {
  const seeds = ["dev", "staging", "prod"].map((stack) => seedOf({ kind: "sandbox" }, stack));
  assert.equal(new Set(seeds.map((seed) => seed["holdfast:order.service.nodePort"])).size, 3);
  assert.deepEqual(
    seeds.map((seed) => seed["holdfast:payment.resources.cpuRequest"]),
    [undefined, undefined, "100m"],
  );
});

test("a cluster of one's own and stacks of one's own keep what their files say", () => {
  assert.deepEqual(seedOf({ kind: "own" }, "dev"), {});
  assert.deepEqual(seedOf({ kind: "sandbox" }, "mine"), {});
});
