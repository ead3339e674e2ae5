import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Properties } from "../rpc/values.ts";
import { UNKNOWN } from "../rpc/values.ts";
import { type DiffQuestion, differenceOf } from "./diff.ts";
import { kindOfToken } from "./kinds.ts";

function diff(token: string, oldInputs: Properties, newInputs: Properties, more: Partial<DiffQuestion> = {}) {
  const kind = kindOfToken(token);
  assert.ok(kind, token);
  const mutable = { configMap: false, secret: false };
  const question = { kind, oldInputs, oldLive: oldInputs, newInputs, ignoreChanges: [], mutable, ...more };
  const { changes, deleteBeforeReplace } = differenceOf(question);
  const words = [...changes].map(([path, { kind, replaces }]) => `${kind} ${path}${replaces ? " (replace)" : ""}`);
  return { words, deleteBeforeReplace };
}

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const meta = (name: string, more: Properties = {}) => ({ name, namespace: "shop", ...more });

const deployment = (spec: Properties): Properties => ({ metadata: meta("order"), spec });

describe("what changed", () => {
  test("equal inputs show no difference, whatever the cluster filled in", () => {
    const inputs = deployment({ replicas: 1, template: { spec: { containers: [{ name: "c", image: "i" }] } } });
    const oldLive = {
      metadata: meta("order", { uid: "1", annotations: { "deployment.kubernetes.io/revision": "1" } }),
      spec: {
        replicas: 1,
        strategy: { type: "RollingUpdate" },
        template: {
          spec: { containers: [{ name: "c", image: "i", imagePullPolicy: "Always" }], dnsPolicy: "ClusterFirst" },
        },
      },
      status: { replicas: 1 },
    };
    assert.deepEqual(diff(DEPLOYMENT, inputs, inputs, { oldLive }).words, []);
  });

  test("changes, additions and deletions have property paths", () => {
    const old = deployment({
      template: { spec: { containers: [{ image: "a", env: [{ name: "X", value: "1" }] }] } },
      paused: true,
    });
    const next = deployment({
      template: { spec: { containers: [{ image: "b", env: [{ name: "X", value: "1" }, { name: "Y" }] }] } },
    });
    assert.deepEqual(diff(DEPLOYMENT, old, next).words, [
      "update spec.template.spec.containers[0].image",
      "add spec.template.spec.containers[0].env[1]",
      "delete spec.paused",
    ]);
  });

  test("a key with dots stands in brackets", () => {
    const next = { metadata: meta("m", { labels: { "app.kubernetes.io/name": "x" } }) };
    const old = { metadata: meta("m", { labels: { "app.kubernetes.io/name": "y" } }) };
    assert.deepEqual(diff(CONFIG_MAP, old, next).words, ['update metadata.labels["app.kubernetes.io/name"]']);
  });

  test("drift counts: what is compared is the live object, not the old inputs", () => {
    const inputs = deployment({ replicas: 1 });
    assert.deepEqual(diff(DEPLOYMENT, inputs, inputs, { oldLive: deployment({ replicas: 5 }) }).words, [
      "update spec.replicas",
    ]);
    const without = { metadata: meta("order"), spec: {} };
    assert.deepEqual(diff(DEPLOYMENT, inputs, inputs, { oldLive: without }).words, ["add spec.replicas"]);
  });

  test("what the server leaves out because it is empty or false is no drift, but giving it anew is a change", () => {
    const inputs = { metadata: meta("p"), spec: { podSelector: {}, ingress: [], hostNetwork: false, n: 0 } };
    const oldLive = { metadata: meta("p"), spec: {} };
    const policy = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
    assert.deepEqual(diff(policy, inputs, inputs, { oldLive }).words, []);
    assert.deepEqual(diff(policy, { metadata: meta("p"), spec: {} }, inputs, { oldLive }).words, [
      "add spec.podSelector",
      "add spec.ingress",
      "add spec.hostNetwork",
      "add spec.n",
    ]);
  });

  test("quantities that mean the same are the same", () => {
    const resources = (cpu: string, memory: string) => ({ limits: { cpu, memory } });
    const spec = (value: Properties) => deployment({ template: { spec: { containers: [{ resources: value }] } } });
    const inputs = spec(resources("0.5", "1024Mi"));
    assert.deepEqual(diff(DEPLOYMENT, inputs, inputs, { oldLive: spec(resources("500m", "1Gi")) }).words, []);
    assert.deepEqual(
      diff(DEPLOYMENT, inputs, spec(resources("1", "1024Mi")), { oldLive: spec(resources("500m", "1Gi")) }).words,
      ["update spec.template.spec.containers[0].resources.limits.cpu"],
    );
  });

  test("a Secret's stringData is compared as the data that it becomes", () => {
    const inputs = { kind: "Secret", metadata: meta("s"), stringData: { a: "1" } };
    const oldLive = { kind: "Secret", metadata: meta("s"), data: { a: "MQ==" } };
    assert.deepEqual(diff("kubernetes:core/v1:Secret", inputs, inputs, { oldLive }).words, []);
    assert.deepEqual(
      diff("kubernetes:core/v1:Secret", inputs, { ...inputs, stringData: { a: "2" } }, { oldLive }).words,
      ["update data.a (replace)"],
    );
  });

  test("an unknown input is a change", () => {
    const change = diff(DEPLOYMENT, deployment({ paused: "x" }), deployment({ paused: UNKNOWN }));
    assert.deepEqual(change.words, ["update spec.paused"]);
  });

  test("no namespace is the namespace default", () => {
    const inputs = { metadata: { name: "m" }, data: { a: "1" } };
    const oldLive = { metadata: { name: "m", namespace: "default" }, data: { a: "1" } };
    assert.deepEqual(
      diff(CONFIG_MAP, { metadata: { name: "m", namespace: "" }, data: { a: "1" } }, inputs, { oldLive }).words,
      [],
    );
  });

  test("what only the server writes is no input", () => {
    const copied = { metadata: meta("m", { uid: "7", resourceVersion: "9", managedFields: [] }) };
    assert.deepEqual(diff(CONFIG_MAP, { metadata: meta("m") }, copied).words, []);
  });

  test("ignoreChanges takes paths away, with all below them and through wildcards", () => {
    const old = deployment({
      replicas: 1,
      template: { metadata: { annotations: { "a.b": "1" } }, spec: { containers: [{ image: "a" }] } },
    });
    const next = deployment({
      replicas: 2,
      template: { metadata: { annotations: { "a.b": "2" } }, spec: { containers: [{ image: "b" }] } },
    });
    const ignored = [
      "spec.replicas",
      'spec.template.metadata.annotations["a.b"]',
      "spec.template.spec.containers[*].image",
    ];
    assert.deepEqual(diff(DEPLOYMENT, old, next, { ignoreChanges: ignored }).words, []);
    assert.deepEqual(diff(DEPLOYMENT, old, next, { ignoreChanges: ["spec"] }).words, []);
  });
});

describe("what replaces", () => {
  const token = (kind: string) =>
    ({ RoleBinding: "rbac.authorization.k8s.io/v1", StatefulSet: "apps/v1", Deployment: "apps/v1" })[kind] ?? "core/v1";
  const replacing: [kind: string, old: Properties, next: Properties, path: string][] = [
    [
      "Deployment",
      { selector: { matchLabels: { a: "1" } } },
      { selector: { matchLabels: { a: "2" } } },
      "spec.selector.matchLabels.a",
    ],
    ["StatefulSet", { serviceName: "a" }, { serviceName: "b" }, "spec.serviceName"],
    ["StatefulSet", { podManagementPolicy: "a" }, { podManagementPolicy: "b" }, "spec.podManagementPolicy"],
    ["StatefulSet", { revisionHistoryLimit: 1 }, { revisionHistoryLimit: 2 }, "spec.revisionHistoryLimit"],
    [
      "StatefulSet",
      { volumeClaimTemplates: [{ spec: { resources: { requests: { storage: "1Gi" } } } }] },
      { volumeClaimTemplates: [{ spec: { resources: { requests: { storage: "2Gi" } } } }] },
      "spec.volumeClaimTemplates[0].spec.resources.requests.storage",
    ],
    ["Service", { clusterIP: "None" }, { clusterIP: "10.0.0.1" }, "spec.clusterIP"],
    ["PersistentVolumeClaim", { accessModes: ["a"] }, { accessModes: ["b"] }, "spec.accessModes[0]"],
    ["PersistentVolumeClaim", { storageClassName: "a" }, { storageClassName: "b" }, "spec.storageClassName"],
    ["PersistentVolumeClaim", { volumeName: "a" }, { volumeName: "b" }, "spec.volumeName"],
  ];
  for (const [kind, old, next, path] of replacing)
    test(`${kind}: ${path}`, () => {
      const change = diff(
        `kubernetes:${token(kind)}:${kind}`,
        { metadata: meta("x"), spec: old },
        { metadata: meta("x"), spec: next },
      );
      assert.deepEqual(change.words, [`update ${path} (replace)`]);
    });

  test("RoleBinding: roleRef", () => {
    const binding = (name: string) => ({ metadata: meta("b"), roleRef: { name } });
    const change = diff("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", binding("a"), binding("b"));
    assert.deepEqual(change.words, ["update roleRef.name (replace)"]);
  });

  test("a claim's size and a Deployment's template change in place", () => {
    const claim = (storage: string) => ({ metadata: meta("c"), spec: { resources: { requests: { storage } } } });
    assert.deepEqual(diff("kubernetes:core/v1:PersistentVolumeClaim", claim("1Gi"), claim("2Gi")).words, [
      "update spec.resources.requests.storage",
    ]);
    assert.deepEqual(
      diff(DEPLOYMENT, deployment({ template: { a: "1" } }), deployment({ template: { a: "2" } })).words,
      ["update spec.template.a"],
    );
  });

  test("another name or namespace replaces any kind", () => {
    const change = diff(
      "kubernetes:core/v1:ServiceAccount",
      { metadata: meta("a") },
      { metadata: { name: "b", namespace: "else" } },
    );
    assert.deepEqual(change.words, ["update metadata.name (replace)", "update metadata.namespace (replace)"]);
    assert.equal(change.deleteBeforeReplace, false);
  });

  const configMap = (x: string, more: Properties = {}) => ({ metadata: meta("m"), data: { x }, ...more });

  test("a ConfigMap's data replace it, unless the provider lets it change in place", () => {
    assert.deepEqual(diff(CONFIG_MAP, configMap("1"), configMap("2")).words, ["update data.x (replace)"]);
    const mutable = { configMap: true, secret: false };
    assert.deepEqual(diff(CONFIG_MAP, configMap("1"), configMap("2"), { mutable }).words, ["update data.x"]);
  });

  test("an immutable ConfigMap is replaced even then", () => {
    const mutable = { configMap: true, secret: true };
    const old = configMap("1", { immutable: true });
    assert.deepEqual(diff(CONFIG_MAP, old, configMap("2", { immutable: true }), { mutable }).words, [
      "update data.x (replace)",
    ]);
  });

  test("a Secret's data and type replace it, unless the provider lets it change in place", () => {
    const secret = (a: string, type: string) => ({ kind: "Secret", metadata: meta("s"), data: { a }, type });
    const SECRET = "kubernetes:core/v1:Secret";
    assert.deepEqual(diff(SECRET, secret("1", "Opaque"), secret("2", "else")).words, [
      "update data.a (replace)",
      "update type (replace)",
    ]);
    const mutable = { configMap: false, secret: true };
    assert.deepEqual(diff(SECRET, secret("1", "Opaque"), secret("2", "Opaque"), { mutable }).words, ["update data.a"]);
  });

  test("the old object goes first only where the new one must have its name", () => {
    assert.equal(diff(CONFIG_MAP, configMap("1"), configMap("2")).deleteBeforeReplace, true);
    const auto = { annotations: { "pulumi.com/autonamed": "true" } };
    const named = (x: string) => ({ metadata: meta("m-1234abcd", auto), data: { x } });
    assert.equal(diff(CONFIG_MAP, named("1"), named("2")).deleteBeforeReplace, false);
    const elsewhere = { metadata: { name: "m", namespace: "else" }, data: { x: "1" } };
    assert.equal(diff(CONFIG_MAP, configMap("1"), elsewhere).deleteBeforeReplace, false);
    assert.equal(diff(DEPLOYMENT, deployment({ a: "1" }), deployment({ a: "2" })).deleteBeforeReplace, false);
  });
});
