/**
 * What the acceptance test of the Kubernetes provider puts on a cluster: the parts that the config names, so that one
 * program serves every test. Objects without a namespace go into that of `kubernetes:namespace`.
 */
import { Provider } from "@pulumi/kubernetes";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/index.js";
import { Deployment } from "@pulumi/kubernetes/apps/v1/index.js";
import { ConfigMap, Secret } from "@pulumi/kubernetes/core/v1/index.js";
import { Release } from "@pulumi/kubernetes/helm/v3/index.js";
import { Chart } from "@pulumi/kubernetes/helm/v4/index.js";
import { ConfigFile, ConfigGroup } from "@pulumi/kubernetes/yaml/v2/index.js";
import { Config, type CustomResourceOptions } from "@pulumi/pulumi";

const config = new Config();
const namespace = new Config("kubernetes").require("namespace");

function configMap(name: string, text: string, options?: CustomResourceOptions) {
  return new ConfigMap(name, { metadata: { name }, data: { text } }, options);
}

const PARTS: Record<string, () => void> = {
  widget() {
    const names = { kind: "Widget", plural: "widgets", singular: "widget" };
    const spec = { type: "object", required: ["size"], properties: { size: { type: "integer", maximum: 10 } } };
    const schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
    const definition = new CustomResourceDefinition("definition", {
      metadata: { name: "widgets.provider.holdfast.test" },
      spec: {
        group: "provider.holdfast.test",
        scope: "Namespaced",
        names,
        versions: [{ name: "v1", served: true, storage: true, schema }],
      },
    });
    new CustomResource(
      "widget",
      {
        apiVersion: "provider.holdfast.test/v1",
        kind: "Widget",
        metadata: { name: "widget" },
        spec: config.requireObject("widget"),
      },
      { dependsOn: definition },
    );
  },
  pair() {
    for (const name of ["first", "second"]) configMap(name, config.require("text"));
  },
  secret() {
    new Secret("secret", { metadata: { name: "secret" }, stringData: { password: config.requireSecret("password") } });
  },
  /** The mistake that the API server answers with a complaint about the value: it is not base64. */
  garbled() {
    new Secret("garbled", { metadata: { name: "garbled" }, data: { password: config.requireSecret("password") } });
  },
  yaml() {
    const provider = new Provider("yaml", { namespace });
    new ConfigFile("file", { file: "manifests/config-map.yaml" }, { provider });
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "from-group" }, data: { from: "a group" } };
    new ConfigGroup("group", { objs: [object] }, { provider });
  },
  helm() {
    const chart = { chart: "./chart", values: { text: config.require("text") } };
    new Chart("chart", chart, { provider: new Provider("helm", { namespace, enableConfigMapMutable: true }) });
    new Release("release", { ...chart, name: "release" });
  },
  rendered() {
    // The SDK would take the one of the environment, and the provider refuses both together.
    const files = new Provider("files", { renderYamlToDirectory: config.require("rendered"), kubeconfig: "" });
    configMap("rendered", config.require("text"), { provider: files });
  },
  /** Made by plain POST, as without server-side apply: what exists already is not taken over. */
  taken() {
    const provider = new Provider("client-side", { namespace, enableServerSideApply: false });
    configMap("taken", "made by pulumi", { provider });
  },
  adopted() {
    configMap("adopted", "made by kubectl");
  },
  unpullable() {
    const labels = { app: "unpullable" };
    const containers = [{ name: "c", image: "localhost:1/nothing:1" }];
    new Deployment(
      "unpullable",
      {
        metadata: { name: "unpullable" },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
      },
      { customTimeouts: { create: "10s" } },
    );
  },
};

for (const name of config.require("parts").split(",")) {
  const part = PARTS[name];
  if (!part) throw new Error(`parts: there is no "${name}"; there are ${Object.keys(PARTS).join(", ")}`);
  part();
}
