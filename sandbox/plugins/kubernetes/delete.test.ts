import assert from "node:assert/strict";
import { test } from "node:test";
import { failure } from "./fake-api-server.ts";
import { failing } from "./provider-harness.ts";
import { CONFIG_MAP, startOnFakeApi } from "./provider-on-fake-api.ts";

test("a delete is in the foreground and waits until the object is gone", async (t) => {
  const { api, check, create, remove } = await startOnFakeApi(t);
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
  const { api, check, create, remove } = await startOnFakeApi(t);
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
  const { remove } = await startOnFakeApi(t);
  assert.ok(await remove(CONFIG_MAP, "shop/m", {}));
});
