import assert from "node:assert/strict";
import { test } from "node:test";
import { UNKNOWN } from "../rpc/values.ts";
import { configDifference } from "./config-diff.ts";

const kubeconfig = (servers: Record<string, string>, current: string, namespace = "default") =>
  JSON.stringify({
    "current-context": current,
    clusters: Object.entries(servers).map(([name, server]) => ({ name, cluster: { server } })),
    contexts: Object.keys(servers).map((name) => ({ name, context: { cluster: name, user: "me", namespace } })),
    users: [{ name: "me", user: { token: "t" } }],
  });

const BOTH = { a: "https://a:6443", b: "https://b:6443" };

test("another kubeconfig for the same cluster changes the provider in place", async () => {
  const old = { kubeconfig: kubeconfig({ a: "https://a:6443" }, "a") };
  assert.deepEqual(await configDifference(old, { kubeconfig: kubeconfig(BOTH, "a") }), {
    changed: ["kubeconfig"],
    replaces: [],
  });
});

test("another active cluster replaces it, whichever way it is chosen", async () => {
  const old = { kubeconfig: kubeconfig(BOTH, "a") };
  assert.deepEqual(await configDifference(old, { kubeconfig: kubeconfig(BOTH, "b") }), {
    changed: ["kubeconfig"],
    replaces: ["kubeconfig"],
  });
  assert.deepEqual(await configDifference(old, { ...old, context: "b" }), {
    changed: ["context"],
    replaces: ["context"],
  });
  assert.deepEqual(await configDifference(old, { ...old, context: "a" }), { changed: ["context"], replaces: [] });
  assert.deepEqual(await configDifference(old, { ...old, cluster: "b" }), {
    changed: ["cluster"],
    replaces: ["cluster"],
  });
});

test("a kubeconfig that is not known yet may be another cluster's", async () => {
  const difference = await configDifference({ kubeconfig: kubeconfig(BOTH, "a") }, { kubeconfig: UNKNOWN });
  assert.deepEqual(difference.replaces, ["kubeconfig"]);
});

test("with a clusterIdentifier only that counts", async () => {
  const old = { kubeconfig: kubeconfig(BOTH, "a"), clusterIdentifier: "prod" };
  assert.deepEqual((await configDifference(old, { ...old, kubeconfig: kubeconfig(BOTH, "b") })).replaces, []);
  assert.deepEqual((await configDifference(old, { ...old, clusterIdentifier: "else" })).replaces, [
    "clusterIdentifier",
  ]);
});

test("other settings change it in place", async () => {
  const old = { kubeconfig: kubeconfig(BOTH, "a") };
  assert.deepEqual(await configDifference(old, { ...old, enableConfigMapMutable: "true" }), {
    changed: ["enableConfigMapMutable"],
    replaces: [],
  });
  assert.deepEqual(await configDifference(old, old), { changed: [], replaces: [] });
});
