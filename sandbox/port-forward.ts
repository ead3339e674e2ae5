/** A port on 127.0.0.1 that leads to a ready pod of a service, through the API server: works on any cluster. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { CoreV1Api, type KubeConfig, PortForward, type V1Pod } from "@kubernetes/client-node";
import { whyOf } from "./own-cluster.ts";
import { Problem } from "./problem.ts";

export async function forwardPort(
  config: KubeConfig,
  namespace: string,
  service: string,
  port: number,
): Promise<{ port: number; close(): void }> {
  return forwardPod(config, namespace, await readyPod(config, namespace, service), port);
}

/** The same to a pod that is known. */
export async function forwardPod(
  config: KubeConfig,
  namespace: string,
  pod: string,
  port: number,
): Promise<{ port: number; close(): void }> {
  const forward = new PortForward(config);
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    forward.portForward(namespace, pod, [port], socket, null, socket).catch(() => socket.destroy());
  });
  server.listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

async function readyPod(config: KubeConfig, namespace: string, service: string): Promise<string> {
  const [ready] = await readyPods(config, namespace, service);
  if (ready) return ready;
  throw new Problem(
    `no pod of service ${service} in namespace ${namespace} is ready`,
    `Look at them: \`kubectl get pods -n ${namespace}\`.`,
  );
}

/** The names of a service's pods that are ready. */
export async function readyPods(config: KubeConfig, namespace: string, service: string): Promise<string[]> {
  const ready = (await podsOf(config, namespace, service)).filter(
    ({ metadata, status }) =>
      !metadata?.deletionTimestamp &&
      status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
  );
  return ready.flatMap(({ metadata }) => metadata?.name ?? []).sort();
}

async function podsOf(config: KubeConfig, namespace: string, service: string): Promise<V1Pod[]> {
  const api = config.makeApiClient(CoreV1Api);
  try {
    const { spec } = await api.readNamespacedService({ name: service, namespace });
    const labels = Object.entries(spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`);
    return (await api.listNamespacedPod({ namespace, labelSelector: labels.join(",") })).items;
  } catch (error) {
    throw new Problem(
      `service ${service} in namespace ${namespace} cannot be looked up: ${whyOf(error)}`,
      `Is the stack up? \`kubectl get services -n ${namespace}\` tells.`,
    );
  }
}
