/** For tests: a provider between a fake engine and a fake API server, and what its tests put there. */
import type { TestContext } from "node:test";
import type { Properties } from "../rpc/values.ts";
import { virtualClock } from "./await/virtual-clock.ts";
import { type FakeApiServer, startFakeApiServer } from "./fake-api-server.ts";
import { textAt, withAt } from "./object.ts";
import { startProvider } from "./provider-harness.ts";

export const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
export const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
export const SERVICE = "kubernetes:core/v1:Service";
export const SECRET = "kubernetes:core/v1:Secret";

/** A configured provider between a fake engine and a fake API server. */
export async function startOnFakeApi(t: TestContext, config: Record<string, string> = {}) {
  const api = await startFakeApiServer();
  t.after(api.stop);
  return { api, ...(await startProvider(t, { kubeconfig: api.kubeconfig, ...config }, virtualClock())) };
}

export const deployment = (image: string, annotations: Properties = {}): Properties => ({
  metadata: { name: "order", namespace: "shop", annotations },
  spec: { replicas: 1, template: { spec: { containers: [{ name: "c", image }] } } },
});

export const ORDER = "/apis/apps/v1/namespaces/shop/deployments/order";

/** The Deployment controller: `ready` pods of one, for every change. */
export function controlDeployments(api: FakeApiServer, ready: number) {
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
