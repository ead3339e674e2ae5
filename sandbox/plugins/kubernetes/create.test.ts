import assert from "node:assert/strict";
import { test } from "node:test";
import type { Empty as EmptyMessage } from "google-protobuf/google/protobuf/empty_pb.js";
import { ask } from "../rpc/fake-engine.ts";
import { Empty, provider } from "../rpc/proto.ts";
import { type Properties, secret, toStruct, UNKNOWN } from "../rpc/values.ts";
import { failure } from "./fake-api-server.ts";
import { textAt } from "./object.ts";
import { detailsOf, failing, urnOf } from "./provider-harness.ts";
import {
  CONFIG_MAP,
  controlDeployments,
  DEPLOYMENT,
  deployment,
  ORDER,
  SERVICE,
  startOnFakeApi,
} from "./provider-on-fake-api.ts";

test("a create is a POST by pulumi-kubernetes, and its state the live object", async (t) => {
  const { api, check, create } = await startOnFakeApi(t);
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
  const { check, create } = await startOnFakeApi(t);
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" } });
  await create(CONFIG_MAP, inputs);
  const error = await failing(create(CONFIG_MAP, inputs));
  assert.match(error.details, /was not successfully created by the Kubernetes API server: m already exists/);
  assert.match(error.details, /already exists in the cluster. This can happen when:/);
  assert.match(error.details, /pulumi import/);
});

test("with upsertExistingObjects it is taken over", async (t) => {
  const { api, check, create } = await startOnFakeApi(t, { upsertExistingObjects: "true" });
  api.objects.set("/api/v1/namespaces/shop/configmaps/m", { metadata: { name: "m", namespace: "shop" } });
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" }, data: { a: "1" } });
  assert.deepEqual((await create(CONFIG_MAP, inputs)).state.data, { a: "1" });
});

test("a preview asks the server without changing it, and shows no status", async (t) => {
  const { api, check, create, update } = await startOnFakeApi(t);
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
  const { api, create } = await startOnFakeApi(t);
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
  const { api, check, create } = await startOnFakeApi(t);
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
  const { api, check, create } = await startOnFakeApi(t);
  let tries = 0;
  api.intercept(({ method }) =>
    method === "POST" && ++tries > 0 ? failure(404, "NotFound", "no namespace") : undefined,
  );
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop" } });
  assert.match((await failing(create(CONFIG_MAP, inputs))).details, /was not successfully created.*no namespace/);
  assert.equal(tries, 6);
});

test("a create waits until the Deployment is ready, and returns what it is then", async (t) => {
  const { api, engine, check, create } = await startOnFakeApi(t);
  controlDeployments(api, 1);
  const { state } = await create(DEPLOYMENT, await check(DEPLOYMENT, deployment("a")));
  assert.equal(JSON.stringify(state.status).includes('"Available"'), true);
  const column = engine.messages.filter(({ ephemeral }) => ephemeral).map(({ text }) => text);
  assert.deepEqual(column, ["Deployment initialization complete", ""]);
});

test("a Deployment that does not become ready keeps its state and tells why", async (t) => {
  const { api, check, create, update } = await startOnFakeApi(t);
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
  const { api, check, create } = await startOnFakeApi(t);
  controlDeployments(api, 0);
  const inputs = await check(DEPLOYMENT, deployment("a", { "pulumi.com/skipAwait": "true" }));
  assert.equal((await create(DEPLOYMENT, inputs)).id, "shop/order");
});

test("customTimeouts go before the annotation", async (t) => {
  const { client, api, check } = await startOnFakeApi(t);
  controlDeployments(api, 0);
  const inputs = await check(DEPLOYMENT, deployment("a", { "pulumi.com/timeoutSeconds": "10000000" }));
  const request = new provider.CreateRequest().setUrn(urnOf(DEPLOYMENT)).setProperties(toStruct(inputs)).setTimeout(2);
  assert.match((await failing(ask(client, client.create, request))).details, /timed out waiting/);
});

test("Cancel ends a wait, and what was created is not forgotten", async (t) => {
  const { api, client, check, create } = await startOnFakeApi(t);
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
  const { api, check, create } = await startOnFakeApi(t);
  api.objects.set("/api/v1/namespaces/shop/endpoints/order", { subsets: [{ addresses: [{ ip: "10.0.0.1" }] }] });
  const inputs = await check(SERVICE, {
    metadata: { name: "order", namespace: "shop" },
    spec: { selector: { a: "b" } },
  });
  await create(SERVICE, inputs);
  const looks = api.requests.filter(({ path }) => path.endsWith("/endpoints/order")).length;
  assert.ok(looks > 20, `it looked ${looks} times`);
});

test("a secret value stays out of an error that the API server makes of it", async (t) => {
  const { api, check, create } = await startOnFakeApi(t);
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
