import assert from "node:assert/strict";
import { test } from "node:test";
import type { Properties } from "../rpc/values.ts";
import { failure } from "./fake-api-server.ts";
import { withAt } from "./object.ts";
import { detailsOf, failing } from "./provider-harness.ts";
import {
  CONFIG_MAP,
  controlDeployments,
  DEPLOYMENT,
  deployment,
  ORDER,
  startOnFakeApi,
} from "./provider-on-fake-api.ts";

test("an update is an apply by a manager of its own, which takes over what the create set, and keeps its name", async (t) => {
  const { api, check, create, update } = await startOnFakeApi(t);
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
  const { api, check, create, update } = await startOnFakeApi(t);
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
  const { api, check, create, update } = await startOnFakeApi(t);
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
    const { api, check, create, update } = await startOnFakeApi(t, config);
    const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace: "shop", annotations } });
    const { state } = await create(CONFIG_MAP, inputs);
    await update(CONFIG_MAP, state, { ...inputs, data: { a: "2" } });
    return api.requests.findLast(({ type }) => type === "application/apply-patch+yaml")?.query.get("force");
  };
  assert.equal(await forced({ enablePatchForce: "true" }, {}), "true");
  assert.equal(await forced({}, { "pulumi.com/patchForce": "true" }), "true");
});

test("another manager by annotation takes over, and the old one lets go", async (t) => {
  const { api, check, create, update } = await startOnFakeApi(t);
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
  const { api, check, create, update } = await startOnFakeApi(t);
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
