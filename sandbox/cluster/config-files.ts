/** The configuration files of the daemons, as pure functions of where things are. */
import { API_PORT, METRICS_PORT, NODE_ADDRESS, NODE_NAME, POD_GATEWAY, POD_SUBNET } from "./plan.ts";

export type Credentials = { ca: string; certificate: string; key: string };

/** A kubeconfig with its credentials inside, so that it can be copied. All values base64, as the format wants them. */
export function kubeconfig(name: string, server: string, { ca, certificate, key }: Credentials): string {
  return json({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": ca } }],
    users: [{ name, user: { "client-certificate-data": certificate, "client-key-data": key } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}

/** Debian's own file asks for a password and listens on every address. */
export function registryYaml(storage: string, port: number): string {
  return json({
    version: "0.1",
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}` },
  });
}

export function containerdToml(root: string, cniFolder: string, sandboxImage: string): string {
  return `version = 2
root = ${json(root)}
state = "/run/containerd-kube"
[grpc]
  address = "/run/containerd-kube.sock"
[plugins."io.containerd.grpc.v1.cri"]
  # Without CAP_SYS_RESOURCE (a container, a small virtual machine) runc could not lower a container's score, and dies.
  restrict_oom_score_adj = true
  sandbox_image = ${json(sandboxImage)}
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = ${json(cniFolder)}
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`;
}

export const CONTAINERD_SOCKET = "/run/containerd-kube.sock";

export const cniConflist = () =>
  json({
    cniVersion: "0.4.0",
    name: "holdfast",
    plugins: [
      {
        type: "bridge",
        bridge: "cni0",
        isGateway: true,
        ipMasq: true,
        hairpinMode: true,
        ipam: { type: "host-local", ranges: [[{ subnet: POD_SUBNET }]], routes: [{ dst: "0.0.0.0/0" }] },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  });

export function kubeletYaml(clientCa: string, cgroupRoot: string, podLogsDir: string): string {
  return json({
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: NODE_ADDRESS,
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: clientCa } },
    authorization: { mode: "Webhook" },
    cgroupDriver: "cgroupfs",
    cgroupRoot,
    clusterDNS: [POD_GATEWAY],
    clusterDomain: "cluster.local",
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "1%",
      "imagefs.available": "1%",
      "nodefs.inodesFree": "1%",
    },
    failCgroupV1: false,
    failSwapOn: false,
    imageGCHighThresholdPercent: 100,
    podLogsDir,
    resolvConf: "/etc/resolv.conf",
    // A mounted ConfigMap follows its object within one and a half of these. The default, 1m, is 90 s at the worst; people watch here.
    syncFrequency: "40s",
  });
}

export const corefile = (kubeconfigPath: string) => `.:53 {
  bind ${POD_GATEWAY}
  errors
  health ${POD_GATEWAY}:8080
  ready ${POD_GATEWAY}:8181
  kubernetes cluster.local {
    kubeconfig ${kubeconfigPath}
    ttl 5
  }
  loadbalance
  cache 5
}
`;

/** metrics-server is a process on the bridge's address: a Service without selector leads to it. */
export function metricsApi(): string {
  const metadata = { name: "metrics-server", namespace: "kube-system" };
  const service = { apiVersion: "v1", kind: "Service", metadata, spec: { ports: [{ port: METRICS_PORT }] } };
  const slice = {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { ...metadata, labels: { "kubernetes.io/service-name": "metrics-server" } },
    addressType: "IPv4",
    endpoints: [{ addresses: [POD_GATEWAY] }],
    ports: [{ name: "", port: METRICS_PORT }],
  };
  const api = {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name: "v1beta1.metrics.k8s.io" },
    spec: {
      service: { ...metadata, port: METRICS_PORT },
      group: "metrics.k8s.io",
      version: "v1beta1",
      insecureSkipTLSVerify: true,
      groupPriorityMinimum: 100,
      versionPriority: 100,
    },
  };
  return json({ apiVersion: "v1", kind: "List", items: [service, slice, api] });
}

export const insideServer = `https://127.0.0.1:${API_PORT}`;
export const nodeName = NODE_NAME;

/** JSON is YAML. */
function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
