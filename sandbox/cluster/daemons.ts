/** The daemons of the sandbox: what each is started with, and how one knows that it serves. */
import { connect } from "node:net";
import path from "node:path";
import { run } from "../process.ts";
import { CONTAINERD_SOCKET, insideServer, nodeName } from "./config-files.ts";
import {
  API_PORT,
  cgroupName,
  METRICS_PORT,
  NODE_ADDRESS,
  type Plan,
  POD_GATEWAY,
  POD_SUBNET,
  SERVICE_SUBNET,
} from "./plan.ts";
import type { Daemon } from "./supervisor.ts";

export const dockerSocket = (plan: Plan) => path.join(plan.paths.state, "run", "docker.sock");

export function dockerd(plan: Plan): Daemon {
  const socket = dockerSocket(plan);
  // Beside a foreign network it builds and pushes only: no bridge, no rules.
  const network = plan.mode === "docker" ? ["--bridge=none", "--iptables=false", "--ip6tables=false"] : [];
  const folders = [
    "--data-root",
    path.join(plan.paths.state, "docker"),
    "--exec-root",
    "/run/docker",
    "--pidfile",
    "/run/docker.pid",
  ];
  return {
    name: "dockerd",
    command: "dockerd",
    args: [...folders, "-H", `unix://${socket}`, "--cgroup-parent", `/${cgroupName(plan.paths)}/docker`, ...network],
    ready: () => accepts({ path: socket }),
  };
}

export function registry(plan: Plan): Daemon {
  return {
    name: "registry",
    command: "docker-registry",
    args: ["serve", file(plan, "registry.yaml")],
    ready: () => accepts({ host: "127.0.0.1", port: plan.ports.registry }),
  };
}

export function containerd(plan: Plan): Daemon {
  return {
    name: "containerd",
    command: "containerd",
    args: ["--config", file(plan, "containerd.toml")],
    ready: () => accepts({ path: CONTAINERD_SOCKET }),
  };
}

export function etcd(plan: Plan): Daemon {
  const client = "http://127.0.0.1:2379";
  const urls = [
    "--listen-client-urls",
    client,
    "--advertise-client-urls",
    client,
    "--listen-peer-urls",
    "http://127.0.0.1:2380",
  ];
  return {
    name: "etcd",
    command: "etcd",
    // A cluster to try things on survives the end of its processes, not the machine's power cut; it is quicker for it.
    args: ["--data-dir", path.join(plan.paths.state, "etcd"), ...urls, "--unsafe-no-fsync"],
    ready: async () => (await fetch(`${client}/health`)).ok,
  };
}

export function apiserver(plan: Plan): Daemon {
  const pki = pkiOf(plan);
  const flags = {
    "etcd-servers": "http://127.0.0.1:2379",
    "service-cluster-ip-range": SERVICE_SUBNET,
    "bind-address": "127.0.0.1",
    "secure-port": API_PORT,
    "advertise-address": NODE_ADDRESS,
    "client-ca-file": pki("ca.crt"),
    "tls-cert-file": pki("apiserver.crt"),
    "tls-private-key-file": pki("apiserver.key"),
    "service-account-key-file": pki("service-account.pub"),
    "service-account-signing-key-file": pki("service-account.key"),
    "service-account-issuer": "https://kubernetes.default.svc",
    "authorization-mode": "Node,RBAC",
    "allow-privileged": true,
    "kubelet-client-certificate": pki("admin.crt"),
    "kubelet-client-key": pki("admin.key"),
    "kubelet-preferred-address-types": "InternalIP",
    "enable-aggregator-routing": true,
    "requestheader-client-ca-file": pki("front-proxy-ca.crt"),
    "requestheader-allowed-names": "front-proxy-client",
    "requestheader-extra-headers-prefix": "X-Remote-Extra-",
    "requestheader-group-headers": "X-Remote-Group",
    "requestheader-username-headers": "X-Remote-User",
    "proxy-client-cert-file": pki("front-proxy.crt"),
    "proxy-client-key-file": pki("front-proxy.key"),
  };
  return kube(plan, "kube-apiserver", flags, async () => (await kubectl(plan, ["get", "--raw", "/readyz"])).code === 0);
}

export function controllerManager(plan: Plan): Daemon {
  const pki = pkiOf(plan);
  const flags = {
    kubeconfig: insideKubeconfig(plan),
    "bind-address": "127.0.0.1",
    "leader-elect": false,
    "service-account-private-key-file": pki("service-account.key"),
    "root-ca-file": pki("ca.crt"),
    "cluster-signing-cert-file": pki("ca.crt"),
    "cluster-signing-key-file": pki("ca.key"),
    "use-service-account-credentials": true,
    // Autoscalers in a sandbox are watched by people.
    "horizontal-pod-autoscaler-sync-period": "10s",
  };
  return kube(plan, "kube-controller-manager", flags, () => accepts({ host: "127.0.0.1", port: 10257 }));
}

export function scheduler(plan: Plan): Daemon {
  const flags = { kubeconfig: insideKubeconfig(plan), "bind-address": "127.0.0.1", "leader-elect": false };
  return kube(plan, "kube-scheduler", flags, () => accepts({ host: "127.0.0.1", port: 10259 }));
}

export function kubelet(plan: Plan): Daemon {
  const flags = {
    kubeconfig: insideKubeconfig(plan),
    config: file(plan, "kubelet.yaml"),
    "root-dir": path.join(plan.paths.state, "kubelet"),
    "cert-dir": path.join(plan.paths.state, "kubelet-pki"),
    "hostname-override": nodeName,
    "node-ip": NODE_ADDRESS,
  };
  return kube(plan, "kubelet", flags, async () => {
    const path = "jsonpath={.status.conditions[?(@.type=='Ready')].status}";
    return (await kubectl(plan, ["get", "node", nodeName, "-o", path])).stdout === "True";
  });
}

export function kubeProxy(plan: Plan): Daemon {
  const flags = {
    kubeconfig: insideKubeconfig(plan),
    "cluster-cidr": POD_SUBNET,
    "hostname-override": nodeName,
    // The table's size belongs to the machine, not to a namespace.
    "conntrack-max-per-core": 0,
    "metrics-bind-address": "127.0.0.1:10249",
    "healthz-bind-address": "127.0.0.1:10256",
  };
  return kube(plan, "kube-proxy", flags, async () => (await fetch("http://127.0.0.1:10256/livez")).ok);
}

export function coredns(plan: Plan): Daemon {
  const binary = path.join(plan.kube, "kube");
  return {
    name: "coredns",
    command: binary,
    args: ["coredns", "-conf", file(plan, "Corefile")],
    ready: async () => (await fetch(`http://${POD_GATEWAY}:8181/ready`)).ok,
  };
}

export function metricsServer(plan: Plan): Daemon {
  const kubeconfig = insideKubeconfig(plan);
  const flags = {
    kubeconfig,
    "authentication-kubeconfig": kubeconfig,
    "authorization-kubeconfig": kubeconfig,
    "secure-port": METRICS_PORT,
    "bind-address": POD_GATEWAY,
    "cert-dir": "/run/metrics-server",
    "kubelet-insecure-tls": true,
    "kubelet-preferred-address-types": "InternalIP",
    "metric-resolution": "15s",
  };
  return {
    name: "metrics-server",
    command: path.join(plan.metricsServer, "metrics-server"),
    args: words(flags),
    ready: () => accepts({ host: POD_GATEWAY, port: METRICS_PORT }),
  };
}

/** The admin kubeconfig as seen from inside. */
export const insideKubeconfig = (plan: Plan) => file(plan, "inside.kubeconfig");
const pkiOf = (plan: Plan) => (name: string) => path.join(plan.paths.state, "pki", name);
export const file = (plan: Plan, name: string) => path.join(plan.paths.state, "config", name);

export function kubectl(plan: Plan, args: string[], input?: string) {
  const server = ["--server", insideServer, "--kubeconfig", insideKubeconfig(plan)];
  return run(path.join(plan.kube, "kube"), ["kubectl", ...server, ...args], input === undefined ? {} : { input });
}

type Flags = Record<string, string | number | boolean>;
const words = (flags: Flags) => Object.entries(flags).map(([name, value]) => `--${name}=${value}`);

function kube(plan: Plan, name: string, flags: Flags, ready: Daemon["ready"]): Daemon {
  return { name, command: path.join(plan.kube, "kube"), args: [name, ...words(flags)], ready };
}

function accepts(address: { path: string } | { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
