import assert from "node:assert/strict";
import { test } from "node:test";
import { ask } from "../rpc/fake-engine.ts";
import { provider } from "../rpc/proto.ts";
import { kubeconfigFor } from "./fake-api-server.ts";
import { textAt } from "./object.ts";
import { failing } from "./provider-harness.ts";
import { CONFIG_MAP, startOnFakeApi } from "./provider-on-fake-api.ts";

test("once configured it says that it is a stand-in", async (t) => {
  const { engine } = await startOnFakeApi(t);
  while (engine.messages.length === 0) await new Promise(setImmediate);
  assert.match(engine.messages[0]?.text ?? "", /stand-in for Pulumi's plugin "resource kubernetes"/);
});

test("the namespace is the provider's, else the kubeconfig context's", async (t) => {
  const { check } = await startOnFakeApi(t);
  assert.equal(textAt(await check(CONFIG_MAP, {}), "metadata", "namespace"), "from-context");
  const other = await startOnFakeApi(t, { namespace: "shop" });
  assert.equal(textAt(await other.check(CONFIG_MAP, {}), "metadata", "namespace"), "shop");
});

test("what the server warns of is passed on", async (t) => {
  const { api, engine, check, create } = await startOnFakeApi(t);
  api.intercept(({ method, body }) =>
    method === "POST" ? { code: 200, body, headers: { warning: '299 - "unknown field \\"spec.oops\\""' } } : undefined,
  );
  await create(CONFIG_MAP, await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" } }));
  assert.ok(engine.messages.some(({ text }) => text === 'unknown field "spec.oops"'));
});

test("Diff speaks the protocol: kinds, replacements, and that the old one goes first", async (t) => {
  const { check, diff } = await startOnFakeApi(t);
  const old = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" }, data: { a: "1" } });
  const { response, replaces } = await diff(CONFIG_MAP, { ...old, __inputs: old }, { ...old, data: { a: "2" } });
  assert.equal(response.getChanges(), provider.DiffResponse.DiffChanges.DIFF_SOME);
  assert.deepEqual(replaces, ["data.a"]);
  assert.equal(response.getDetaileddiffMap().get("data.a")?.getKind(), provider.PropertyDiff.Kind.UPDATE_REPLACE);
  assert.equal(response.getDeletebeforereplace(), true);
});

test("a kind that it does not serve fails in one sentence, as do functions and components", async (t) => {
  const { client, check } = await startOnFakeApi(t);
  const kind = await failing(check("kubernetes:batch/v1:Job", {}));
  assert.match(
    kind.details,
    /does not serve the kind kubernetes:batch\/v1:Job \(it serves Namespace, ConfigMap, .*official plugin does/,
  );
  const invoke = await failing(
    ask(client, client.invoke, new provider.InvokeRequest().setTok("kubernetes:yaml:decode")),
  );
  assert.match(invoke.details, /does not serve the function kubernetes:yaml:decode/);
  const chart = await failing(
    ask(client, client.construct, new provider.ConstructRequest().setType("kubernetes:helm.sh/v4:Chart")),
  );
  assert.match(chart.details, /does not serve the component kubernetes:helm.sh\/v4:Chart/);
});

test("a cluster that does not answer fails what needs it, and nothing before", async (t) => {
  const nobody = { kubeconfig: kubeconfigFor("http://127.0.0.1:1") };
  const { check, create, update, read, remove } = await startOnFakeApi(t, nobody);
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" } });
  assert.deepEqual(await create(CONFIG_MAP, inputs, true), { id: "", state: inputs });
  assert.deepEqual(await update(CONFIG_MAP, {}, inputs, true), inputs);
  const unreachable = /configured Kubernetes cluster is unreachable: .*ECONNREFUSED/;
  assert.match((await failing(create(CONFIG_MAP, inputs))).details, unreachable);
  assert.match((await failing(update(CONFIG_MAP, {}, inputs))).details, unreachable);
  assert.match(
    (await failing(read(CONFIG_MAP, "shop/m"))).details,
    /failed to read resource state due to unreachable cluster.*PULUMI_K8S_DELETE_UNREACHABLE/,
  );
  assert.match(
    (await failing(remove(CONFIG_MAP, "shop/m", {}))).details,
    /cluster is unreachable.*PULUMI_K8S_DELETE_UNREACHABLE/,
  );

  const forgetting = await startOnFakeApi(t, { ...nobody, deleteUnreachable: "true" });
  assert.equal((await forgetting.read(CONFIG_MAP, "shop/m")).id, "");
  assert.ok(await forgetting.remove(CONFIG_MAP, "shop/m", {}));

  const keeping = await startOnFakeApi(t, { ...nobody, skipUpdateUnreachable: "true" });
  assert.deepEqual(await keeping.read(CONFIG_MAP, "shop/m", { a: 1 }, { b: 2 }), {
    id: "shop/m",
    state: { a: 1 },
    inputs: { b: 2 },
  });
});

test("a kubeconfig that names no such context is an unreachable cluster with a reason", async (t) => {
  const { check, create } = await startOnFakeApi(t, { context: "nowhere" });
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m" } });
  assert.match(
    (await failing(create(CONFIG_MAP, inputs))).details,
    /context "nowhere" does not exist; there are: fake/,
  );
});
