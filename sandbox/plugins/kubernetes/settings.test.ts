import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSettings } from "./settings.ts";
import { strictModeProblems } from "./strict-mode.ts";

test("without anything said, the official defaults hold", () => {
  assert.deepEqual(parseSettings({}, {}), {
    cluster: { kubeconfig: undefined, context: undefined, cluster: undefined },
    namespace: "",
    mutable: { configMap: false, secret: false },
    enablePatchForce: false,
    upsertExistingObjects: false,
    deleteUnreachable: false,
    skipUpdateUnreachable: false,
  });
});

test("the provider's inputs go before the environment", () => {
  const env = { PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE: "true", PULUMI_K8S_DELETE_UNREACHABLE: "true" };
  const settings = parseSettings({ enableConfigMapMutable: "false", context: "kind", namespace: "shop" }, env);
  assert.equal(settings.mutable.configMap, false);
  assert.equal(settings.deleteUnreachable, true);
  assert.equal(settings.cluster.context, "kind");
  assert.equal(settings.namespace, "shop");
});

test("what the stand-in cannot do is refused, not ignored", () => {
  assert.throws(() => parseSettings({ enableServerSideApply: "false" }, {}), /does not serve client-side apply/);
  assert.throws(() => parseSettings({ renderYamlToDirectory: "out" }, {}), /does not serve renderYamlToDirectory/);
});

test("strict mode wants an explicit provider with a kubeconfig and a context", () => {
  const env = { PULUMI_CONFIG: '{"strictMode":"true"}' };
  const reasons = (inputs: Record<string, string>, name: string) =>
    strictModeProblems(inputs, name, env).map((each) => each.reason);
  assert.deepEqual(reasons({}, "default_4_34_2"), ["strict mode prohibits default provider"]);
  assert.deepEqual(reasons({ kubeconfig: "k" }, "cluster"), ['strict mode requires Provider "context" argument']);
  assert.deepEqual(reasons({ kubeconfig: "k", context: "c" }, "cluster"), []);
  assert.deepEqual(strictModeProblems({}, "default", {}), []);
});
