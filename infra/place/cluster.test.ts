import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { lookAt } from "./cluster.ts";
import { loadKubeconfig } from "./kubeconfig.ts";
import { serve, startTestCluster, type TestCluster } from "./test-cluster.ts";

const SYSTEM = { "/api/v1/namespaces/kube-system": { metadata: { name: "kube-system", uid: "c-1" } } };
const NAMESPACE = "/api/v1/namespaces/shop";
const CLAIMS = `${NAMESPACE}/persistentvolumeclaims`;

async function look(t: TestContext, starting: Promise<TestCluster>, patienceMs?: number) {
  const cluster = await starting;
  t.after(cluster.close);
  return lookAt(loadKubeconfig(cluster.kubeconfig, "kind-kind"), "shop", patienceMs);
}

test("a cluster is known by the uid of kube-system, and an empty place is empty", async (t) => {
  const cluster = await look(t, startTestCluster(testFolder(), { ...SYSTEM, [CLAIMS]: { items: [] } }));
  assert.deepEqual(cluster, { id: "c-1", namespace: { kind: "absent" }, claims: {}, running: [] });
});

test("who has made a namespace stands on it", async (t) => {
  const labels = { "app.kubernetes.io/part-of": "holdfast" };
  for (const [metadata, madeBy] of [
    [
      { labels, annotations: { "holdfast/stack": "organization/holdfast/dev" } },
      { stack: "organization/holdfast/dev" },
    ],
    [{ labels }, "holdfast"],
    [{ labels: { "app.kubernetes.io/part-of": "blog" } }, "others"],
    [{}, "others"],
  ] as const) {
    const { namespace } = await look(t, startTestCluster(testFolder(), { ...SYSTEM, [NAMESPACE]: { metadata } }));
    assert.deepEqual(namespace, { kind: "present", madeBy });
  }
});

test("the claims in it are told with class and size", async (t) => {
  const items = [
    {
      metadata: { name: "order-database", labels: { "app.kubernetes.io/part-of": "holdfast" } },
      spec: { storageClassName: "standard", resources: { requests: { storage: "1Gi" } } },
    },
    { metadata: { name: "photos" }, spec: {} },
  ];
  const { claims } = await look(
    t,
    startTestCluster(testFolder(), { ...SYSTEM, [NAMESPACE]: { metadata: {} }, [CLAIMS]: { items } }),
  );
  assert.deepEqual(claims, {
    "order-database": { ours: true, storageClass: "standard", storage: "1Gi" },
    photos: { ours: false, storageClass: undefined, storage: undefined },
  });
});

test("a stack that runs in it is seen by its Deployments and StatefulSets", async (t) => {
  const ours = (kind: string) =>
    `/apis/apps/v1/namespaces/shop/${kind}?labelSelector=app.kubernetes.io%2Fpart-of%3Dholdfast`;
  const answers = {
    [ours("deployments")]: { items: [{ metadata: { name: "order" } }] },
    [ours("statefulsets")]: { items: [{ metadata: { name: "order-database" } }] },
  };
  const { running } = await look(t, startTestCluster(testFolder(), { ...SYSTEM, ...answers }));
  assert.deepEqual(running, ["order", "order-database"]);
});

test("what an account may not read is not taken for absent", async (t) => {
  const denied = { "/api/v1/namespaces/kube-system": 403, [NAMESPACE]: 403, [CLAIMS]: 403 };
  const cluster = await look(t, startTestCluster(testFolder(), denied));
  assert.deepEqual(cluster, { id: undefined, namespace: { kind: "unreadable" }, claims: undefined, running: [] });
});

test("a cluster that refuses, or does not answer, ends in a sentence with the command that checks it", async (t) => {
  const check = /context "kind-kind" \(http:.*\).*kubectl --context kind-kind get namespaces/;
  await assert.rejects(look(t, startTestCluster(testFolder(), { [NAMESPACE]: 401 })), (error: Error) => {
    assert.match(error.message, check);
    assert.match(error.message, /answers 401, the credentials are not accepted/);
    return true;
  });
  await assert.rejects(
    look(
      t,
      serve(testFolder(), () => undefined),
      50,
    ),
    /no answer within 0\.05 s/,
  );
  const gone = await startTestCluster(testFolder(), {});
  await gone.close();
  await assert.rejects(look(t, Promise.resolve(gone)), /ECONNREFUSED/);
});
