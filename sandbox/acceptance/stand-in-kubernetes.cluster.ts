/** The stand-in against a real API server: what its tests take for granted of one. Each test has a namespace of its own. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { connectApi } from "../plugins/kubernetes/api/client.ts";
import { loadKubeconfig } from "../plugins/kubernetes/api/kubeconfig.ts";
import { type Objects, objectsOf } from "../plugins/kubernetes/api/objects.ts";
import { realClock } from "../plugins/kubernetes/await/real-clock.ts";
import { at, textAt } from "../plugins/kubernetes/object.ts";
import { detailsOf, failing, startProvider } from "../plugins/kubernetes/provider-harness.ts";
import { type Properties, secret } from "../plugins/rpc/values.ts";
import { sharedSandbox } from "./clone.ts";

const KUBECONFIG = path.join(await sharedSandbox(), "kubeconfig");

const api = await connectApi(await loadKubeconfig({ kubeconfig: KUBECONFIG }));
const objects: Objects = objectsOf(api);

/** An image that every sandbox has, at whatever port its registry listens. */
async function pauseImage(): Promise<string> {
  const [node] = await objects.list({ apiVersion: "v1", kind: "Node", namespace: "" });
  const images = at(node, "status", "images");
  const names = (Array.isArray(images) ? images : []).flatMap((image) => at(image, "names") ?? []).map(String);
  const found = names.find((name) => name.endsWith("/pause:1"));
  assert.ok(found, `the node has no pause image, only ${names.join(", ")}`);
  return found;
}

async function start(t: TestContext, config: Record<string, string> = {}) {
  const plugin = await startProvider(t, { kubeconfig: KUBECONFIG, ...config }, realClock);
  const namespace = `holdfast-test-${randomBytes(4).toString("hex")}`;
  const NAMESPACE = "kubernetes:core/v1:Namespace";
  const created = await plugin.create(NAMESPACE, await plugin.check(NAMESPACE, { metadata: { name: namespace } }));
  t.after(() =>
    objects
      .delete({ apiVersion: "v1", kind: "Namespace", namespace: "", name: namespace }, "Background")
      .catch(() => {}),
  );
  const make = async (token: string, inputs: Properties) => {
    const metadata = { namespace, ...(inputs.metadata as Properties | undefined) };
    const checked = await plugin.check(token, { ...inputs, metadata });
    return { checked, ...(await plugin.create(token, checked)) };
  };
  const removeNamespace = () => plugin.remove(NAMESPACE, created.id, created.state);
  return { ...plugin, namespace, make, removeNamespace };
}

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SERVICE = "kubernetes:core/v1:Service";
const labels = { app: "demo" };

const deployment = (image: string, more: Properties = {}): Properties => ({
  metadata: { name: "demo", annotations: { "pulumi.com/timeoutSeconds": "60" } },
  spec: {
    selector: { matchLabels: labels },
    replicas: 1,
    template: {
      metadata: { labels },
      spec: {
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        containers: [
          {
            name: "c",
            image,
            env: [{ name: "A", value: "1" }],
            resources: { requests: { cpu: "0.01", memory: "2048Ki" }, limits: { memory: "0.5Gi" } },
            securityContext: { privileged: false, capabilities: { drop: ["ALL"] } },
          },
        ],
        volumes: [{ name: "tmp", emptyDir: { sizeLimit: "1024Ki" } }],
      },
    },
    ...more,
  },
});

test("every kind that is served shows no difference right after it was made, nor after a refresh", async (t) => {
  const { make, diff, read, check } = await start(t);
  const image = await pauseImage();
  const skip = { annotations: { "pulumi.com/skipAwait": "true" } };
  const pod = { metadata: { labels }, spec: { containers: [{ name: "c", image, ports: [{ containerPort: 50051 }] }] } };
  const storage = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1024Mi" } } };
  const kinds: [string, Properties][] = [
    [CONFIG_MAP, { data: { "order.json": "{}" }, immutable: false }],
    ["kubernetes:core/v1:Secret", { stringData: { password: "swordfish" }, data: { a: "MQ==" } }],
    ["kubernetes:core/v1:ServiceAccount", { automountServiceAccountToken: false }],
    [
      SERVICE,
      {
        metadata: { name: "headless" },
        spec: {
          clusterIP: "None",
          selector: labels,
          ports: [{ port: 50051, name: "grpc", appProtocol: "kubernetes.io/h2c" }],
        },
      },
    ],
    [DEPLOYMENT, deployment(image)],
    [
      "kubernetes:apps/v1:StatefulSet",
      {
        metadata: skip,
        spec: {
          serviceName: "headless",
          selector: { matchLabels: labels },
          template: pod,
          volumeClaimTemplates: [{ metadata: { name: "data" }, spec: storage }],
        },
      },
    ],
    ["kubernetes:core/v1:PersistentVolumeClaim", { metadata: skip, spec: storage }],
    [
      "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
      {
        spec: {
          minReplicas: 1,
          maxReplicas: 2,
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "demo" },
          metrics: [
            { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
            {
              type: "Resource",
              resource: { name: "memory", target: { type: "AverageValue", averageValue: "1024Mi" } },
            },
          ],
          behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
        },
      },
    ],
    ["kubernetes:policy/v1:PodDisruptionBudget", { spec: { maxUnavailable: 1, selector: { matchLabels: labels } } }],
    [
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      { spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ from: [{ podSelector: {} }] }] } },
    ],
    [
      "kubernetes:rbac.authorization.k8s.io/v1:Role",
      { rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }] },
    ],
    [
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
      {
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
        subjects: [{ kind: "ServiceAccount", name: "s" }],
      },
    ],
  ];
  for (const [token, inputs] of kinds) {
    const { id, state, checked } = await make(token, inputs);
    const again = await check(token, checked, checked);
    assert.deepEqual((await diff(token, state, again)).paths, [], token);
    const refreshed = await read(token, id, state, checked);
    assert.deepEqual((await diff(token, refreshed.state, again)).paths, [], `${token} after a refresh`);
  }
});

test("a preview leaves no trace, and an existing object is not overwritten", async (t) => {
  const { check, create, make, namespace } = await start(t);
  const inputs = await check(CONFIG_MAP, { metadata: { name: "m", namespace }, data: { a: "1" } });
  const previewed = await create(CONFIG_MAP, inputs, true);
  assert.notEqual(textAt(previewed.state, "metadata", "uid"), "");
  assert.equal(await objects.find({ apiVersion: "v1", kind: "ConfigMap", namespace, name: "m" }), undefined);
  await make(CONFIG_MAP, { metadata: { name: "m" }, data: { a: "1" } });
  assert.match(
    (await failing(create(CONFIG_MAP, inputs))).details,
    /configmaps "m" already exists[\s\S]*already exists in the cluster/,
  );
});

test("an update applies what changed and clears what is left out", async (t) => {
  const { make, update, namespace } = await start(t, { enableConfigMapMutable: "true" });
  const { state, checked } = await make(CONFIG_MAP, { metadata: { name: "m" }, data: { a: "1", b: "1" } });
  const next = await update(CONFIG_MAP, state, { ...checked, data: { a: secret("2") } });
  assert.deepEqual(next.data, { a: secret("2") });
  const live = await objects.get({ apiVersion: "v1", kind: "ConfigMap", namespace, name: "m" });
  assert.deepEqual(live.data, { a: "2" });
});

test("kubectl's drift is found by a refresh; an update that would undo it conflicts, unless it is forced", async (t) => {
  const { make, read, diff, update, namespace } = await start(t, { enableConfigMapMutable: "true" });
  const { id, state, checked } = await make(CONFIG_MAP, { metadata: { name: "m" }, data: { a: "1" } });
  const drifted = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "m", namespace }, data: { a: "drifted" } };
  await objects.apply(drifted, { manager: "kubectl-edit", force: true, dryRun: false });
  const refreshed = await read(CONFIG_MAP, id, state, checked);
  assert.deepEqual((await diff(CONFIG_MAP, refreshed.state, checked)).paths, ["data.a"]);
  const { reasons } = detailsOf(await failing(update(CONFIG_MAP, refreshed.state, checked)));
  assert.match(reasons[0] ?? "", /conflict with "kubectl-edit": .data.a/);
  const forced = { ...checked, metadata: { name: "m", namespace, annotations: { "pulumi.com/patchForce": "true" } } };
  assert.deepEqual((await update(CONFIG_MAP, refreshed.state, forced)).data, { a: "1" });
});

test("a Deployment is waited for; one that cannot start says why and is repaired by the next update; its Service finds it", async (t) => {
  const { make, check, update, namespace, engine } = await start(t);
  const image = await pauseImage();
  const { state } = await make(DEPLOYMENT, deployment(image));
  assert.equal(at(state, "status", "availableReplicas"), 1);

  const broken = await check(DEPLOYMENT, {
    ...deployment(`${image}-missing`),
    metadata: { name: "demo", namespace, annotations: { "pulumi.com/timeoutSeconds": "8" } },
  });
  const details = detailsOf(await failing(update(DEPLOYMENT, state, broken)));
  assert.match(
    details.reasons[0] ?? "",
    new RegExp(`"${namespace}/demo" failed to fully initialize or become live: 'demo' timed out waiting to be Ready`),
  );
  assert.ok(
    details.reasons.some((reason) => /\[(ErrImagePull|ImagePullBackOff)\]/.test(reason)),
    details.reasons.join("\n"),
  );

  const mended = await check(DEPLOYMENT, {
    ...deployment(image, { replicas: 2 }),
    metadata: { name: "demo", namespace },
  });
  assert.equal(at(await update(DEPLOYMENT, details.state, mended), "status", "readyReplicas"), 2);

  await make(SERVICE, { metadata: { name: "demo" }, spec: { selector: labels, ports: [{ port: 50051 }] } });
  assert.ok(engine.messages.some(({ text }) => text === "Service initialization complete"));
});

test("a delete ends when the object, what it owns, and at last the namespace are gone", async (t) => {
  const { make, remove, removeNamespace, namespace } = await start(t);
  const { id, state } = await make(DEPLOYMENT, deployment(await pauseImage()));
  await remove(DEPLOYMENT, id, state);
  assert.deepEqual(await objects.list({ apiVersion: "v1", kind: "Pod", namespace }), []);
  await removeNamespace();
  assert.equal(await objects.find({ apiVersion: "v1", kind: "Namespace", namespace: "", name: namespace }), undefined);
});
