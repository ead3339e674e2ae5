import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionOf, missingSecrets, seedOf } from "./stack-settings.ts";

const target = { kubeconfig: "/config", context: "mine", registry: "localhost:5000" };
const images = { base: undefined, postgres: undefined };

test("a stack is told where it goes; images only where they were chosen", () => {
  const where = {
    "holdfast:kubeconfig": "/config",
    "holdfast:context": "mine",
    "holdfast:image.registry": "localhost:5000",
  };
  assert.deepEqual(connectionOf({ kind: "own", ...target, ...images }), where);
  assert.deepEqual(connectionOf({ kind: "own", ...target, ...images, base: "node:24" }), {
    ...where,
    "holdfast:image.base": "node:24",
  });
});

test("the sandbox's kubeconfig is named from the clone, so that the state holds no path of one machine", () => {
  const { "holdfast:kubeconfig": kubeconfig } = connectionOf({ kind: "sandbox", ...target, ...images });
  assert.equal(kubeconfig, ".sandbox/kubeconfig");
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

test("a database of which the stack tells nothing gets a random password, and what is told stays", () => {
  let drawn = 0;
  const missing = (stackFile: string) => missingSecrets(stackFile, () => `random-${++drawn}`);
  const both = { "holdfast:orderDatabasePassword": "random-1", "holdfast:paymentDatabasePassword": "random-2" };
  assert.deepEqual(missing("# holdfast:orderDatabasePassword: …\nconfig:\n  holdfast:order: {replicas: 2}\n"), both);
  const told =
    "config:\n  holdfast:orderDatabasePassword:\n    secure: v1:…\n  holdfast:paymentDatabaseUrl:\n    secure: v1:…\n";
  assert.deepEqual(missing(told), {});
});
