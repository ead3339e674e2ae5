import assert from "node:assert/strict";
import { test } from "node:test";
import { secret } from "../rpc/values.ts";
import { fromState, toState } from "./checkpoint.ts";

const keep = { initialApiVersion: "v1", fieldManager: "pulumi-kubernetes-12345678" };

test("the state is the live object with the official provider's three keys", () => {
  const state = toState(
    { kind: "ConfigMap", data: { a: "1" }, status: {} },
    { kind: "ConfigMap", data: { a: "1" } },
    keep,
  );
  assert.deepEqual(state, {
    kind: "ConfigMap",
    data: { a: "1" },
    status: {},
    __inputs: { kind: "ConfigMap", data: { a: "1" } },
    __initialApiVersion: "v1",
    __fieldManager: "pulumi-kubernetes-12345678",
  });
});

test("a state can be read back, without its marks of secrets", () => {
  const inputs = { kind: "ConfigMap", data: { a: secret("swordfish") } };
  const read = fromState(toState({ kind: "ConfigMap", data: { a: "swordfish" } }, inputs, keep));
  assert.deepEqual(read, {
    inputs: { kind: "ConfigMap", data: { a: "swordfish" } },
    live: { kind: "ConfigMap", data: { a: "swordfish" } },
    ...keep,
  });
});

test("a secret is plain neither in the live object nor in the copy of the inputs", () => {
  const state = toState({ data: { a: "swordfish", b: "x" } }, { data: { a: secret("swordfish"), b: "x" } }, keep);
  assert.deepEqual(state.data, { a: secret("swordfish"), b: "x" });
  assert.deepEqual(state.__inputs, { data: { a: secret("swordfish"), b: "x" } });
});

test("a Secret's data are secret although the inputs hold them as stringData, and so is kubectl's copy of them", () => {
  const annotation = "kubectl.kubernetes.io/last-applied-configuration";
  const live = {
    kind: "Secret",
    data: { a: "c3dvcmRmaXNo" },
    metadata: { annotations: { [annotation]: "swordfish" } },
  };
  const state = toState(live, { kind: "Secret", stringData: { a: secret("swordfish") } }, keep);
  assert.deepEqual(state.data, secret({ a: "c3dvcmRmaXNo" }));
  assert.deepEqual(state.__inputs, { kind: "Secret", stringData: secret({ a: secret("swordfish") }) });
  assert.deepEqual(state.metadata, { annotations: { [annotation]: secret("swordfish") } });
});

test("a state of an import has no inputs yet", () => {
  assert.deepEqual(fromState({ kind: "ConfigMap" }), {
    inputs: {},
    live: { kind: "ConfigMap" },
    initialApiVersion: "",
    fieldManager: "",
  });
});
