import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KubeConfig } from "@kubernetes/client-node";
import {
  cniConflist,
  containerdToml,
  corefile,
  kubeconfig,
  kubeletYaml,
  metricsApi,
  registryYaml,
} from "./config-files.ts";
import { METRICS_PORT, POD_GATEWAY, POD_SUBNET } from "./plan.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

test("a kubeconfig is one that clients read, with its credentials inside", () => {
  const credentials = { ca: base64("ca"), certificate: base64("certificate"), key: base64("key") };
  const config = new KubeConfig();
  config.loadFromString(kubeconfig("holdfast-1a2b3c4d", "https://127.0.0.1:26443", credentials));
  assert.equal(config.getCurrentContext(), "holdfast-1a2b3c4d");
  assert.deepEqual(
    [config.getCurrentCluster()?.server, config.getCurrentCluster()?.caData],
    ["https://127.0.0.1:26443", credentials.ca],
  );
  assert.equal(config.getCurrentCluster()?.skipTLSVerify, false);
  assert.deepEqual(
    [config.getCurrentUser()?.certData, config.getCurrentUser()?.keyData],
    [credentials.certificate, credentials.key],
  );
});

test("the registry listens on 127.0.0.1 alone, asks for no login, and can delete", () => {
  const config = JSON.parse(registryYaml("/state/registry", 25000));
  assert.deepEqual(config.http, { addr: "127.0.0.1:25000" });
  assert.equal(config.auth, undefined);
  assert.equal(config.storage.filesystem.rootdirectory, "/state/registry");
});

test("paths with quotes and spaces stay one value in containerd's file", () => {
  const toml = containerdToml('/my "clone"/containerd', "/my clone/cni", "localhost:25000/pause:1");
  assert.ok(toml.includes('\nroot = "/my \\"clone\\"/containerd"\n'));
  assert.ok(toml.includes('\n    conf_dir = "/my clone/cni"\n'));
  assert.ok(toml.includes('\n  sandbox_image = "localhost:25000/pause:1"\n'));
});

test("kubelet lets nobody in unasked, and stays below the sandbox's own cgroup", () => {
  const config = JSON.parse(kubeletYaml("/pki/ca.crt", "/holdfast-1a2b3c4d", "/var/log/pods"));
  assert.deepEqual(config.authentication.anonymous, { enabled: false });
  assert.equal(config.authorization.mode, "Webhook");
  assert.equal(config.cgroupRoot, "/holdfast-1a2b3c4d");
});

describe("pods", () => {
  test("get addresses of the sandbox's own network", () => {
    const [bridge] = JSON.parse(cniConflist()).plugins;
    assert.deepEqual(bridge.ipam.ranges, [[{ subnet: POD_SUBNET }]]);
  });

  test("ask the DNS where it listens", () => {
    assert.deepEqual(JSON.parse(kubeletYaml("", "", "")).clusterDNS, [POD_GATEWAY]);
    assert.match(corefile("/config/inside.kubeconfig"), new RegExp(`bind ${POD_GATEWAY.replaceAll(".", "\\.")}\n`));
    assert.match(corefile("/config/inside.kubeconfig"), /kubeconfig \/config\/inside\.kubeconfig\n/);
  });
});

test("the metrics API leads from its APIService over a Service to the process", () => {
  const [service, slice, api] = JSON.parse(metricsApi()).items;
  assert.equal(api.metadata.name, `${api.spec.version}.${api.spec.group}`);
  assert.deepEqual(
    [api.spec.service.namespace, api.spec.service.name],
    [service.metadata.namespace, service.metadata.name],
  );
  assert.equal(slice.metadata.labels["kubernetes.io/service-name"], service.metadata.name);
  assert.deepEqual(slice.endpoints, [{ addresses: [POD_GATEWAY] }]);
  assert.deepEqual(slice.ports, [{ name: "", port: METRICS_PORT }]);
});
