/** A port on 127.0.0.1 that leads to a ready pod of a service, through the API server: works on any cluster. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { CoreV1Api, type KubeConfig, PortForward } from "@kubernetes/client-node";
import { Problem } from "./problem.ts";

export async function forwardPort(
  config: KubeConfig,
  namespace: string,
  service: string,
  port: number,
): Promise<{ port: number; close(): void }> {
  const pod = await readyPod(config, namespace, service);
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
  const api = config.makeApiClient(CoreV1Api);
  const { spec } = await api.readNamespacedService({ name: service, namespace });
  const labelSelector = Object.entries(spec?.selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const { items } = await api.listNamespacedPod({ namespace, labelSelector });
  const ready = items.find(({ status }) =>
    status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
  );
  if (ready?.metadata?.name) return ready.metadata.name;
  throw new Problem(
    `no pod of service ${service} in namespace ${namespace} is ready`,
    `Look at them: \`kubectl get pods -n ${namespace}\`.`,
  );
}
