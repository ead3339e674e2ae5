/** For each kind that is waited for: how it is looked at, and how long at most. */

import { type Objects, type Reference, referenceTo } from "../api/objects.ts";
import { type KubeObject, listAt, nameOf, namespaceOf, textAt } from "../object.ts";
import { claimReadiness } from "./claim.ts";
import { deploymentReadiness } from "./deployment.ts";
import type { Readiness } from "./readiness.ts";
import { serviceReadiness } from "./service.ts";
import { statefulSetReadiness } from "./stateful-set.ts";
import type { Clock } from "./wait.ts";

/** Looks once, without waiting for anything to settle: what a refresh does. */
export const ONCE: Clock = { now: () => Number.POSITIVE_INFINITY, sleep: () => Promise.resolve() };

export type Awaiter = {
  timeoutMs: number;
  /** Whether a refresh looks too. */
  onRead: boolean;
  /** A function that looks at `object` as it is now; it may remember what it saw. */
  watch: (object: KubeObject, objects: Objects, clock: Clock) => () => Promise<Readiness>;
};

const MINUTES = 60_000;

const AWAITERS: Record<string, Awaiter> = {
  "apps/v1/Deployment": { timeoutMs: 10 * MINUTES, onRead: true, watch: watchDeployment },
  "apps/v1/StatefulSet": { timeoutMs: 10 * MINUTES, onRead: true, watch: watchStatefulSet },
  "v1/Service": { timeoutMs: 10 * MINUTES, onRead: true, watch: watchService },
  "v1/PersistentVolumeClaim": { timeoutMs: 5 * MINUTES, onRead: false, watch: watchClaim },
};

/** undefined: a kind that is ready as soon as it exists. */
export function awaiterFor(object: KubeObject): Awaiter | undefined {
  return AWAITERS[`${textAt(object, "apiVersion")}/${textAt(object, "kind")}`];
}

const beside = (object: KubeObject, apiVersion: string, kind: string): Reference => ({
  apiVersion,
  kind,
  namespace: namespaceOf(object),
  name: nameOf(object),
});

function watchDeployment(object: KubeObject, objects: Objects): () => Promise<Readiness> {
  const mounted = listAt(object, "spec", "template", "spec", "volumes").some((volume) => volume.persistentVolumeClaim);
  return async () => {
    const [deployment, replicaSets, pods, claims] = await Promise.all([
      objects.get(referenceTo(object)),
      objects.list(beside(object, "apps/v1", "ReplicaSet")),
      objects.list(beside(object, "v1", "Pod")),
      mounted ? objects.list(beside(object, "v1", "PersistentVolumeClaim")) : [],
    ]);
    return deploymentReadiness({ deployment, replicaSets, pods, claims });
  };
}

function watchStatefulSet(object: KubeObject, objects: Objects): () => Promise<Readiness> {
  return async () => {
    const [statefulSet, pods] = await Promise.all([
      objects.get(referenceTo(object)),
      objects.list(beside(object, "v1", "Pod")),
    ]);
    return statefulSetReadiness({ statefulSet, pods });
  };
}

function watchService(object: KubeObject, objects: Objects, clock: Clock): () => Promise<Readiness> {
  let fingerprint: string | undefined;
  let since = clock === ONCE ? 0 : clock.now();
  return async () => {
    const [service, endpoints] = await Promise.all([
      objects.get(referenceTo(object)),
      objects.find(beside(object, "v1", "Endpoints")),
    ]);
    const now = JSON.stringify(endpoints?.subsets ?? []);
    if (now !== fingerprint && clock !== ONCE) since = clock.now();
    fingerprint = now;
    return serviceReadiness({ service, endpoints, unchangedMs: clock.now() - since });
  };
}

const DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

function watchClaim(object: KubeObject, objects: Objects): () => Promise<Readiness> {
  return async () => {
    const claim = await objects.get(referenceTo(object));
    const className = textAt(claim, "spec", "storageClassName");
    const classes = await objects.list({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", namespace: "" });
    const storageClass = classes.find((each) =>
      className === "" ? textAt(each, "metadata", "annotations", DEFAULT_CLASS) === "true" : nameOf(each) === className,
    );
    return claimReadiness({ claim, storageClass });
  };
}
