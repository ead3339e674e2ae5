import assert from "node:assert/strict";
import { test } from "node:test";
import { secret } from "../rpc/values.ts";
import { withAt } from "./object.ts";
import { detailsOf, failing } from "./provider-harness.ts";
import {
  CONFIG_MAP,
  controlDeployments,
  DEPLOYMENT,
  deployment,
  ORDER,
  SECRET,
  startOnFakeApi,
} from "./provider-on-fake-api.ts";

test("a refresh tells drift: the inputs that it returns are those of the live object", async (t) => {
  const { api, check, create, read } = await startOnFakeApi(t);
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" }, data: { a: "1" } });
  const { id, state } = await create(CONFIG_MAP, inputs);
  const path = "/api/v1/namespaces/shop/configmaps/m";
  api.objects.set(path, withAt(api.objects.get(path) ?? {}, ["data"], { a: "drifted", other: "x" }));
  const refreshed = await read(CONFIG_MAP, id, state, inputs);
  assert.deepEqual(refreshed.inputs, { ...inputs, data: { a: "drifted" } });
  assert.deepEqual(refreshed.state.data, { a: "drifted", other: "x" });
  assert.equal(refreshed.state.__fieldManager, state.__fieldManager);
});

test("a refresh keeps secrets secret", async (t) => {
  const { check, create, read } = await startOnFakeApi(t);
  const inputs = await check(SECRET, {
    metadata: { name: "s", namespace: "shop" },
    stringData: secret({ a: "swordfish" }),
  });
  const { id, state } = await create(SECRET, inputs);
  const refreshed = await read(SECRET, id, state, inputs);
  assert.deepEqual(refreshed.state.data, secret({ a: "c3dvcmRmaXNo" }));
  assert.deepEqual(refreshed.inputs.data, secret({ a: "c3dvcmRmaXNo" }));
  for (const place of [state, refreshed.state, refreshed.inputs]) {
    const plain = JSON.stringify(place, (_, value) => (value?.["4dabf18193072939515e22adb298388d"] ? "hidden" : value));
    assert.doesNotMatch(plain, /swordfish|c3dvcmRmaXNo/);
  }
});

test("a refresh of what is gone says so", async (t) => {
  const { read } = await startOnFakeApi(t);
  assert.equal((await read(CONFIG_MAP, "shop/m", {}, { metadata: { name: "m" } })).id, "");
});

test("a refresh of what is not ready is a warning with the new state", async (t) => {
  const { api, check, create, read } = await startOnFakeApi(t);
  controlDeployments(api, 1);
  const inputs = await check(DEPLOYMENT, deployment("a"));
  const { id, state } = await create(DEPLOYMENT, inputs);
  api.objects.set(ORDER, { ...api.objects.get(ORDER), status: { observedGeneration: 99, conditions: [] } });
  const details = detailsOf(await failing(read(DEPLOYMENT, id, state, inputs)));
  assert.equal(details.reasons[0], "Resource 'order' was created but failed to initialize");
  assert.deepEqual(details.inputs.spec, inputs.spec);
});

test("an import finds its inputs in the live object, without what only the server writes", async (t) => {
  const { api, read } = await startOnFakeApi(t);
  const metadata = { name: "m", namespace: "shop", uid: "1", resourceVersion: "2", generation: 3, labels: { a: "b" } };
  api.objects.set("/api/v1/namespaces/shop/configmaps/m", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata,
    data: { a: "1" },
    status: {},
  });
  const imported = await read(CONFIG_MAP, "shop/m");
  assert.deepEqual(imported.inputs, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "m", namespace: "shop", labels: { a: "b" } },
    data: { a: "1" },
  });
});
