import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Empty as EmptyMessage } from "google-protobuf/google/protobuf/empty_pb.js";
import { ask } from "../rpc/fake-engine.ts";
import { Empty, provider } from "../rpc/proto.ts";
import { type Properties, secret, toStruct, UNKNOWN } from "../rpc/values.ts";
import { virtualClock } from "./await/virtual-clock.ts";
import { failure, kubeconfigFor, startFakeApiServer } from "./fake-api-server.ts";
import { textAt, withAt } from "./object.ts";
import { detailsOf, failing, startProvider, urnOf } from "./provider-harness.ts";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SERVICE = "kubernetes:core/v1:Service";
const SECRET = "kubernetes:core/v1:Secret";

/** A configured provider between a fake engine and a fake API server. */
async function start(t: TestContext, config: Record<string, string> = {}) {
  const api = await startFakeApiServer();
  t.after(api.stop);
  return { api, ...(await startProvider(t, { kubeconfig: api.kubeconfig, ...config }, virtualClock())) };
}

const deployment = (image: string, annotations: Properties = {}): Properties => ({
  metadata: { name: "order", namespace: "shop", annotations },
  spec: { replicas: 1, template: { spec: { containers: [{ name: "c", image }] } } },
});

const ORDER = "/apis/apps/v1/namespaces/shop/deployments/order";

/** The Deployment controller: `ready` pods of one, for every change. */
function controlDeployments(api: Awaited<ReturnType<typeof startFakeApiServer>>, ready: number) {
  api.control((path, object) => {
    if (!path.includes("/deployments/")) return object;
    const uid = textAt(object, "metadata", "uid");
    const revision = { "deployment.kubernetes.io/revision": "1" };
    api.objects.set("/apis/apps/v1/namespaces/shop/replicasets/order-1", {
      metadata: { uid: "rs", ownerReferences: [{ uid }], annotations: revision },
      spec: { replicas: 1 },
      status: { readyReplicas: ready },
    });
    const status = {
      observedGeneration: 99,
      conditions: [
        {
          type: "Available",
          status: ready > 0 ? "True" : "False",
          reason: "MinimumReplicasUnavailable",
          message: "no pods",
        },
      ],
    };
    const annotated = withAt(object, ["metadata", "annotations", "deployment.kubernetes.io/revision"], "1");
    return { ...annotated, status };
  });
}

test("once configured it says that it is a stand-in", async (t) => {
  const { engine } = await start(t);
  while (engine.messages.length === 0) await new Promise(setImmediate);
  assert.match(engine.messages[0]?.text ?? "", /stand-in for Pulumi's plugin "resource kubernetes"/);
});

test("the namespace is the provider's, else the kubeconfig context's", async (t) => {
  const { check } = await start(t);
  assert.equal(textAt(await check(CONFIG_MAP, {}), "metadata", "namespace"), "from-context");
  const other = await start(t, { namespace: "shop" });
  assert.equal(textAt(await other.check(CONFIG_MAP, {}), "metadata", "namespace"), "shop");
});

test("a create is a POST by pulumi-kubernetes, and its state the live object", async (t) => {
  const { api, check, create } = await start(t);
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" }, data: { a: "1" } });
  const { id, state } = await create(CONFIG_MAP, inputs);
  assert.equal(id, "shop/m");
  assert.notEqual(textAt(state, "metadata", "uid"), "");
  assert.deepEqual(state.__inputs, inputs);
  assert.equal(state.__initialApiVersion, "v1");
  assert.match(String(state.__fieldManager), /^pulumi-kubernetes-[0-9a-f]{8}$/);
  const post = api.requests.find(({ method }) => method === "POST");
  assert.equal(post?.path, "/api/v1/namespaces/shop/configmaps");
  assert.equal(post?.query.get("fieldManager"), "pulumi-kubernetes");
});

test("an object that exists already fails the create, and says what to do", async (t) => {
  const { check, create } = await start(t);
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" } });
  await create(CONFIG_MAP, inputs);
  const error = await failing(create(CONFIG_MAP, inputs));
  assert.match(error.details, /was not successfully created by the Kubernetes API server: m already exists/);
  assert.match(error.details, /already exists in the cluster. This can happen when:/);
  assert.match(error.details, /pulumi import/);
});

test("with upsertExistingObjects it is taken over", async (t) => {
  const { api, check, create } = await start(t, { upsertExistingObjects: "true" });
  api.objects.set("/api/v1/namespaces/shop/configmaps/m", { metadata: { name: "m", namespace: "shop" } });
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" }, data: { a: "1" } });
  assert.deepEqual((await create(CONFIG_MAP, inputs)).state.data, { a: "1" });
});

test("a preview asks the server without changing it, and shows no status", async (t) => {
  const { api, check, create, update } = await start(t);
  const inputs = await check(DEPLOYMENT, deployment("a"));
  const previewed = await create(DEPLOYMENT, inputs, true);
  assert.equal(previewed.id, "");
  assert.equal(previewed.state.status, undefined);
  assert.notEqual(textAt(previewed.state, "metadata", "uid"), "");
  assert.equal(api.objects.size, 0);
  controlDeployments(api, 1);
  const { state } = await create(DEPLOYMENT, inputs);
  await update(DEPLOYMENT, state, await check(DEPLOYMENT, deployment("b")), true);
  assert.match(JSON.stringify(api.objects.get(ORDER)), /"image":"a"/);
});

test("a preview with unknowns, of a missing namespace, or that is not allowed gives the inputs back", async (t) => {
  const { api, create } = await start(t);
  const inputs: Properties = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "m", namespace: "shop" },
    data: { a: UNKNOWN },
  };
  assert.deepEqual(await create(CONFIG_MAP, inputs, true), { id: "", state: inputs });
  assert.equal(
    api.requests.some(({ method }) => method === "POST"),
    false,
  );
  const known = { ...inputs, data: { a: "1" } };
  for (const answer of [
    failure(404, "NotFound", 'namespaces "shop" not found', { kind: "namespaces" }),
    failure(403, "Forbidden", "no"),
    failure(409, "AlreadyExists", "there"),
  ]) {
    api.intercept(({ method }) => (method === "POST" ? answer : undefined));
    assert.deepEqual(await create(CONFIG_MAP, known, true), { id: "", state: known });
  }
});

test("a namespace that comes a moment later is waited for", async (t) => {
  const { api, check, create } = await start(t);
  let tries = 0;
  api.intercept(({ method }) =>
    method === "POST" && ++tries < 3
      ? failure(404, "NotFound", 'namespaces "shop" not found', { kind: "namespaces" })
      : undefined,
  );
  const { id } = await create(CONFIG_MAP, await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" } }));
  assert.equal(id, "shop/m");
  assert.equal(tries, 3);
});

test("a namespace that never comes fails after five more tries", async (t) => {
  const { api, check, create } = await start(t);
  let tries = 0;
  api.intercept(({ method }) =>
    method === "POST" && ++tries > 0 ? failure(404, "NotFound", "no namespace") : undefined,
  );
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" } });
  assert.match((await failing(create(CONFIG_MAP, inputs))).details, /was not successfully created.*no namespace/);
  assert.equal(tries, 6);
});

test("an update is an apply by a manager of its own, which takes over what the create set, and keeps its name", async (t) => {
  const { api, check, create, update } = await start(t);
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" }, data: { a: "1" } });
  const { state } = await create(CONFIG_MAP, inputs);
  const next = await update(CONFIG_MAP, state, { ...inputs, data: { a: "2" } });
  assert.equal(next.__fieldManager, state.__fieldManager);
  assert.deepEqual(next.data, { a: "2" });
  const managers = api.objects.get("/api/v1/namespaces/shop/configmaps/m");
  assert.match(JSON.stringify(managers), new RegExp(`"manager":"${state.__fieldManager}","operation":"Apply"`));
  assert.doesNotMatch(JSON.stringify(managers), /"manager":"pulumi-kubernetes"/);
  const apply = api.requests.findLast(({ type }) => type === "application/apply-patch+yaml");
  assert.equal(apply?.query.get("force"), "false");
});

test("a controller that writes in between does not disturb the take-over", async (t) => {
  const { api, check, create, update } = await start(t);
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" } });
  const { state } = await create(CONFIG_MAP, inputs);
  let refusals = 0;
  api.intercept(({ type }) =>
    type === "application/json-patch+json" && refusals++ < 2
      ? failure(409, "Conflict", "the object has been modified")
      : undefined,
  );
  assert.deepEqual((await update(CONFIG_MAP, state, { ...inputs, data: { a: "2" } })).data, { a: "2" });
});

test("a conflict fails the update, keeps what is really there, and says how to go on", async (t) => {
  const { api, check, create, update } = await start(t);
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" }, data: { a: "1" } });
  const { state } = await create(CONFIG_MAP, inputs);
  api.intercept(({ type }) =>
    type === "application/apply-patch+yaml"
      ? failure(409, "Conflict", 'conflict with "kubectl-edit": .data.a')
      : undefined,
  );
  const details = detailsOf(await failing(update(CONFIG_MAP, state, { ...inputs, data: { a: "2" } })));
  assert.equal(details.id, "shop/m");
  assert.deepEqual(details.state.data, { a: "1" });
  assert.match(
    details.reasons[0] ?? "",
    /"shop\/m" failed to fully initialize or become live: Server-Side Apply field conflict detected/,
  );
  assert.match(details.reasons[0] ?? "", /conflict with "kubectl-edit": .data.a/);
});

test("patchForce, on the object or the provider, overrides a conflict", async (t) => {
  const forced = async (config: Record<string, string>, annotations: Properties) => {
    const { api, check, create, update } = await start(t, config);
    const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop", annotations } });
    const { state } = await create(CONFIG_MAP, inputs);
    await update(CONFIG_MAP, state, { ...inputs, data: { a: "2" } });
    return api.requests.findLast(({ type }) => type === "application/apply-patch+yaml")?.query.get("force");
  };
  assert.equal(await forced({ enablePatchForce: "true" }, {}), "true");
  assert.equal(await forced({}, { "pulumi.com/patchForce": "true" }), "true");
});

test("another manager by annotation takes over, and the old one lets go", async (t) => {
  const { api, check, create, update } = await start(t);
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" }, data: { a: "1" } });
  const { state } = await create(CONFIG_MAP, inputs);
  const annotated = await check(CONFIG_MAP, {
    metadata: { name: "m", namespace: "shop", annotations: { "pulumi.com/patchFieldManager": "mine" } },
    data: { a: "1" },
  });
  assert.equal((await update(CONFIG_MAP, state, annotated)).__fieldManager, "mine");
  const last = api.requests.findLast(({ type }) => type === "application/apply-patch+yaml");
  assert.equal(last?.query.get("fieldManager"), state.__fieldManager);
  assert.deepEqual(last?.body, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "m", namespace: "shop" } });
});

test("a replica count that an autoscaler owns is not applied under ignoreChanges", async (t) => {
  const { api, check, create, update } = await start(t);
  controlDeployments(api, 1);
  const inputs = await check(DEPLOYMENT, deployment("a"));
  const { state } = await create(DEPLOYMENT, inputs);
  const live = api.objects.get(ORDER) ?? {};
  const autoscaled = withAt(
    withAt(live, ["spec", "replicas"], 4),
    ["metadata", "managedFields"],
    [{ manager: "kube-controller-manager", operation: "Update", fieldsV1: { "f:spec": { "f:replicas": {} } } }],
  );
  api.objects.set(ORDER, autoscaled);
  await update(DEPLOYMENT, state, await check(DEPLOYMENT, deployment("b")), false, ["spec.replicas"]);
  assert.equal(JSON.stringify(api.objects.get(ORDER)).includes('"replicas":4'), true);
});

test("a create waits until the Deployment is ready, and returns what it is then", async (t) => {
  const { api, engine, check, create } = await start(t);
  controlDeployments(api, 1);
  const { state } = await create(DEPLOYMENT, await check(DEPLOYMENT, deployment("a")));
  assert.equal(JSON.stringify(state.status).includes('"Available"'), true);
  const column = engine.messages.filter(({ ephemeral }) => ephemeral).map(({ text }) => text);
  assert.deepEqual(column, ["Deployment initialization complete", ""]);
});

test("a Deployment that does not become ready keeps its state and tells why", async (t) => {
  const { api, check, create, update } = await start(t);
  controlDeployments(api, 0);
  const inputs = await check(DEPLOYMENT, deployment("a", { "pulumi.com/timeoutSeconds": "3" }));
  const details = detailsOf(await failing(create(DEPLOYMENT, inputs)));
  assert.equal(details.id, "shop/order");
  assert.notEqual(textAt(details.state, "metadata", "uid"), "");
  assert.match(
    details.reasons[0] ?? "",
    /^resource "urn:.*" was successfully created, but the Kubernetes API server reported that it failed to fully initialize or become live: 'order' timed out waiting to be Ready$/,
  );
  assert.deepEqual(details.reasons.slice(1), [
    "[MinimumReplicasUnavailable] no pods",
    "Minimum number of live Pods was not attained",
  ]);

  const again = detailsOf(await failing(update(DEPLOYMENT, details.state, inputs)));
  assert.match(
    again.reasons[0] ?? "",
    /reported that "shop\/order" failed to fully initialize or become live: 'order' timed out/,
  );
});

test("skipAwait waits for nothing", async (t) => {
  const { api, check, create } = await start(t);
  controlDeployments(api, 0);
  const inputs = await check(DEPLOYMENT, deployment("a", { "pulumi.com/skipAwait": "true" }));
  assert.equal((await create(DEPLOYMENT, inputs)).id, "shop/order");
});

test("customTimeouts go before the annotation", async (t) => {
  const { client, api, check } = await start(t);
  controlDeployments(api, 0);
  const inputs = await check(DEPLOYMENT, deployment("a", { "pulumi.com/timeoutSeconds": "10000000" }));
  const request = new provider.CreateRequest().setUrn(urnOf(DEPLOYMENT)).setProperties(toStruct(inputs)).setTimeout(2);
  assert.match((await failing(ask(client, client.create, request))).details, /timed out waiting/);
});

test("Cancel ends a wait, and what was created is not forgotten", async (t) => {
  const { api, client, check, create } = await start(t);
  controlDeployments(api, 0);
  const inputs = await check(DEPLOYMENT, deployment("a", { "pulumi.com/timeoutSeconds": "10000000" }));
  const creating = failing(create(DEPLOYMENT, inputs));
  while (!api.objects.has(ORDER)) await new Promise(setImmediate);
  const cancelled: EmptyMessage = await ask(client, client.cancel, new Empty());
  assert.ok(cancelled);
  const details = detailsOf(await creating);
  assert.equal(details.id, "shop/order");
  assert.match(details.reasons[0] ?? "", /Resource operation was cancelled for "order"/);
});

test("a Service waits for its endpoints, and for them to settle", async (t) => {
  const { api, check, create } = await start(t);
  api.objects.set("/api/v1/namespaces/shop/endpoints/order", { subsets: [{ addresses: [{ ip: "10.0.0.1" }] }] });
  const inputs = await check(SERVICE, {
    metadata: { name: "order", namespace: "shop" },
    spec: { selector: { a: "b" } },
  });
  await create(SERVICE, inputs);
  const looks = api.requests.filter(({ path }) => path.endsWith("/endpoints/order")).length;
  assert.ok(looks > 20, `it looked ${looks} times`);
});

test("a refresh tells drift: the inputs that it returns are those of the live object", async (t) => {
  const { api, check, create, read } = await start(t);
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
  const { check, create, read } = await start(t);
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
  const { read } = await start(t);
  assert.equal((await read(CONFIG_MAP, "shop/m", {}, { metadata: { name: "m" } })).id, "");
});

test("a refresh of what is not ready is a warning with the new state", async (t) => {
  const { api, check, create, read } = await start(t);
  controlDeployments(api, 1);
  const inputs = await check(DEPLOYMENT, deployment("a"));
  const { id, state } = await create(DEPLOYMENT, inputs);
  api.objects.set(ORDER, { ...api.objects.get(ORDER), status: { observedGeneration: 99, conditions: [] } });
  const details = detailsOf(await failing(read(DEPLOYMENT, id, state, inputs)));
  assert.equal(details.reasons[0], "Resource 'order' was created but failed to initialize");
  assert.deepEqual(details.inputs.spec, inputs.spec);
});

test("an import finds its inputs in the live object, without what only the server writes", async (t) => {
  const { api, read } = await start(t);
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

test("a delete is in the foreground and waits until the object is gone", async (t) => {
  const { api, check, create, remove } = await start(t);
  const { id, state } = await create(
    CONFIG_MAP,
    await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" } }),
  );
  const path = "/api/v1/namespaces/shop/configmaps/m";
  let looks = 0;
  api.intercept((request) => {
    if (request.path !== path) return undefined;
    if (request.method === "DELETE") return { code: 200, body: {} };
    return ++looks > 3 ? failure(404, "NotFound", "gone") : undefined;
  });
  await remove(CONFIG_MAP, id, state);
  const { body } = api.requests.find(({ method }) => method === "DELETE") ?? {};
  assert.equal(body?.propagationPolicy, "Foreground");
  assert.equal(looks, 4);
});

test("a delete says what holds it up when the time is over", async (t) => {
  const { api, check, create, remove } = await start(t);
  const annotations = { "pulumi.com/timeoutSeconds": "2", "pulumi.com/deletionPropagationPolicy": "background" };
  const metadata = { name: "m", namespace: "shop", annotations, finalizers: ["shop/keep"] };
  const { id, state } = await create(CONFIG_MAP, await check(CONFIG_MAP, { metadata }));
  api.intercept(({ method }) => (method === "DELETE" ? { code: 200, body: {} } : undefined));
  const { details } = await failing(remove(CONFIG_MAP, id, state));
  assert.equal(
    details,
    'timed out waiting for deletion of ConfigMap "shop/m": finalizers might be preventing deletion (shop/keep)',
  );
  assert.equal(api.requests.find(({ method }) => method === "DELETE")?.body.propagationPolicy, "Background");
});

test("what is gone already is deleted", async (t) => {
  const { remove } = await start(t);
  assert.ok(await remove(CONFIG_MAP, "shop/m", {}));
});

test("a secret value stays out of an error that the API server makes of it", async (t) => {
  const { api, check, create } = await start(t);
  api.intercept(({ method }) =>
    method === "POST" ? failure(422, "Invalid", 'Invalid value: "swordfish"') : undefined,
  );
  const inputs = await check(CONFIG_MAP, {
    metadata: { name: "m", namespace: "shop" },
    data: { a: secret("swordfish") },
  });
  const { details } = await failing(create(CONFIG_MAP, inputs));
  assert.match(details, /Invalid value: "\[secret\]"/);
});

test("what the server warns of is passed on", async (t) => {
  const { api, engine, check, create } = await start(t);
  api.intercept(({ method, body }) =>
    method === "POST" ? { code: 200, body, headers: { warning: '299 - "unknown field \\"spec.oops\\""' } } : undefined,
  );
  await create(CONFIG_MAP, await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" } }));
  assert.ok(engine.messages.some(({ text }) => text === 'unknown field "spec.oops"'));
});

test("Diff speaks the protocol: kinds, replacements, and that the old one goes first", async (t) => {
  const { check, diff } = await start(t);
  const old = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" }, data: { a: "1" } });
  const { response, replaces } = await diff(CONFIG_MAP, { ...old, __inputs: old }, { ...old, data: { a: "2" } });
  assert.equal(response.getChanges(), provider.DiffResponse.DiffChanges.DIFF_SOME);
  assert.deepEqual(replaces, ["data.a"]);
  assert.equal(response.getDetaileddiffMap().get("data.a")?.getKind(), provider.PropertyDiff.Kind.UPDATE_REPLACE);
  assert.equal(response.getDeletebeforereplace(), true);
});

test("a kind that it does not serve fails in one sentence, as do functions and components", async (t) => {
  const { client, check } = await start(t);
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
  const { check, create, update, read, remove } = await start(t, nobody);
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

  const forgetting = await start(t, { ...nobody, deleteUnreachable: "true" });
  assert.equal((await forgetting.read(CONFIG_MAP, "shop/m")).id, "");
  assert.ok(await forgetting.remove(CONFIG_MAP, "shop/m", {}));

  const keeping = await start(t, { ...nobody, skipUpdateUnreachable: "true" });
  assert.deepEqual(await keeping.read(CONFIG_MAP, "shop/m", { a: 1 }, { b: 2 }), {
    id: "shop/m",
    state: { a: 1 },
    inputs: { b: 2 },
  });
});

test("a kubeconfig that names no such context is an unreachable cluster with a reason", async (t) => {
  const { check, create } = await start(t, { context: "nowhere" });
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m" } });
  assert.match(
    (await failing(create(CONFIG_MAP, inputs))).details,
    /context "nowhere" does not exist; there are: fake/,
  );
});
