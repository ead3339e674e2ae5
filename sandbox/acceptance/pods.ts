/** What the running pods of a service say of themselves. */
import type { Clone } from "./clone.ts";

export type Pod = { name: string; uid: string; restarts: number; containerId: string };

type PodList = {
  items: {
    metadata: { name: string; uid: string; deletionTimestamp?: string };
    status: {
      phase: string;
      conditions?: { type: string; status: string }[];
      containerStatuses?: { restartCount: number; containerID?: string }[];
    };
  }[];
};

/** Ready pods that are not on their way out, by name. */
export async function readyPods(clone: Clone, namespace: string, service: string): Promise<Pod[]> {
  const list = JSON.parse(
    await clone.kubectl("get", "pods", "-n", namespace, "-l", `app.kubernetes.io/name=${service}`, "-o", "json"),
  ) as PodList;
  const ready = list.items.filter(
    ({ metadata, status }) =>
      !metadata.deletionTimestamp &&
      status.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
  );
  return ready
    .map(({ metadata, status }) => ({
      name: metadata.name,
      uid: metadata.uid,
      restarts: status.containerStatuses?.[0]?.restartCount ?? 0,
      containerId: (status.containerStatuses?.[0]?.containerID ?? "").replace(/^containerd:\/\//, ""),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The pod's own /metrics, through the API server. */
export function metricsOf(clone: Clone, namespace: string, pod: string): Promise<string> {
  return clone.kubectl("get", "--raw", `/api/v1/namespaces/${namespace}/pods/${pod}:9464/proxy/metrics`);
}

/** Asks again until the answer is there or the time is over; gives the milliseconds it took. */
export async function within(ms: number, what: string, holds: () => Promise<boolean>): Promise<number> {
  const started = performance.now();
  let last: unknown;
  for (;;) {
    try {
      if (await holds()) return performance.now() - started;
    } catch (error) {
      last = error;
    }
    if (performance.now() - started > ms) throw new Error(`not within ${ms / 1000} s: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
