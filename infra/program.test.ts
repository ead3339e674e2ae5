import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { Output } from "@pulumi/pulumi";
import { runtime } from "@pulumi/pulumi";
import { OrderSettings } from "../services/order/settings.ts";
import { encodeSettings, settingsVersion } from "../services/shared/settings.ts";
import { testFolder } from "../services/shared/test-folder.ts";
import { startTestCluster, type TestCluster } from "./place/test-cluster.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const PROVIDER = "pulumi:providers:kubernetes";

interface Registered {
  type: string;
  name: string;
  inputs: { [key: string]: unknown };
  provider: string | undefined;
}

const registered: Registered[] = [];
let apiServer: TestCluster;
let outputs: typeof import("./index.ts");

/** The outcome of an Output, and of everything it was made of. */
function resolved<T>(output: Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

/** The one resource of a type and name. */
function resource(type: string, name: string): Registered["inputs"] {
  const found = registered.filter((each) => each.type === type && each.name === name);
  assert.equal(found.length, 1, `${found.length} of ${type} ${name}`);
  return found[0]?.inputs ?? {};
}

/** The value of what Pulumi keeps as a secret; fails if it does not. */
function revealed(value: unknown): unknown {
  assert.ok(
    typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value && "value" in value,
  );
  return value.value;
}

after(() => apiServer.close());
before(async () => {
  apiServer = await startTestCluster(testFolder(), { "/api/v1/namespaces/kube-system": { metadata: { uid: "c-1" } } });
  await runtime.setMocks(
    {
      newResource({ type, name, inputs, provider }) {
        registered.push({ type, name, inputs, provider });
        return { id: `${name}-id`, state: inputs };
      },
      call: () => ({ outputs: {} }),
    },
    "holdfast",
    "dev",
    false,
    "organization",
  );
  runtime.setAllConfig(
    {
      "holdfast:context": "kind-kind",
      "holdfast:kubeconfig": apiServer.kubeconfig,
      "holdfast:image": JSON.stringify({
        registry: "ghcr.io/acme",
        order: `ghcr.io/acme/holdfast-order@${DIGEST}`,
        payment: `ghcr.io/acme/holdfast-payment@${DIGEST}`,
      }),
      "holdfast:registryUsername": "ann",
      "holdfast:registryPassword": "hunter2",
      "holdfast:order": JSON.stringify({ service: { type: "NodePort", nodePort: 30051 } }),
      "holdfast:payment": JSON.stringify({ replicas: 2, autoscaling: { enabled: false } }),
      "holdfast:orderDatabasePassword": "open/sesame",
      "holdfast:paymentDatabasePassword": "swordfish",
      "holdfast:chaos": JSON.stringify({ abort: { percentage: "25" } }),
    },
    ["holdfast:registryPassword", "holdfast:orderDatabasePassword", "holdfast:paymentDatabasePassword"],
  );
  outputs = await import("./index.ts");
  await Promise.all([resolved(outputs.addresses.order), resolved(outputs.addresses.payment)]);
  await runtime.disconnect();
});

test("every object is made through the named context, never through a default provider", () => {
  assert.equal(resource(PROVIDER, "cluster").context, "kind-kind");
  const objects = registered.filter(({ type }) => type.startsWith("kubernetes:"));
  assert.ok(objects.length >= 24);
  for (const { name, provider } of objects)
    assert.match(provider ?? "", /pulumi:providers:kubernetes::(cluster|keeper)::/, name);
  assert.equal(resource(PROVIDER, "keeper").context, "kind-kind");
});

test("the cluster is known by its identifier, and the namespace by the stack that makes it", () => {
  for (const provider of ["cluster", "keeper"]) assert.equal(resource(PROVIDER, provider).clusterIdentifier, "c-1");
  assert.partialDeepStrictEqual(resource("kubernetes:core/v1:Namespace", "namespace"), {
    metadata: { annotations: { "holdfast/stack": "organization/holdfast/dev" } },
  });
});

test("live settings reach the pods through a ConfigMap that is changed in place", () => {
  assert.equal(resource(PROVIDER, "cluster").enableConfigMapMutable, "true");
  assert.equal(resource(PROVIDER, "cluster").enablePatchForce, "true");
  assert.deepEqual(resource("kubernetes:core/v1:ConfigMap", "payment-live").data, {
    "settings.json": '{"chaos":{"abort":{"code":"UNAVAILABLE","percentage":25},"phases":[],"seed":0}}',
  });
});

test("a live setting is no part of what rolls the pods", () => {
  const deployment = JSON.stringify(resource("kubernetes:apps/v1:Deployment", "payment"));
  assert.ok(!deployment.includes("UNAVAILABLE"));
});

test("Order is told where Payment is", () => {
  const settings = encodeSettings({
    ...OrderSettings.parse({}),
    listen: { host: "0.0.0.0", port: 50_051 },
    metrics: { host: "0.0.0.0", port: 9464 },
    liveSettingsFile: "/etc/holdfast/live/settings.json",
    payment: { target: "dns:///payment.holdfast-dev.svc.cluster.local:50051" },
  });
  assert.partialDeepStrictEqual(resource("kubernetes:apps/v1:Deployment", "order"), {
    spec: { template: { spec: { containers: [{ env: [{ name: "HOLDFAST_SETTINGS", value: settings }] }] } } },
  });
});

test("a number of replicas is fixed, or what the autoscaler begins with; where it is off there is none", () => {
  assert.partialDeepStrictEqual(resource("kubernetes:apps/v1:Deployment", "payment"), { spec: { replicas: 2 } });
  assert.partialDeepStrictEqual(resource("kubernetes:apps/v1:Deployment", "order"), { spec: { replicas: 2 } });
  const scaled = registered.filter(({ type }) => type.endsWith(":HorizontalPodAutoscaler")).map(({ name }) => name);
  assert.deepEqual(scaled, ["order"]);
});

test("only Order may call Payment, and each database is reached by its service alone", () => {
  const policies = registered.filter(({ type }) => type.endsWith(":NetworkPolicy"));
  const callers = policies.map(({ name, inputs }) => [
    name,
    JSON.stringify(inputs).match(/"podSelector".*?name":"(\w+)"/)?.[1],
  ]);
  assert.deepEqual(Object.fromEntries(callers), {
    payment: "order",
    "order-database": "order",
    "payment-database": "payment",
  });
});

test("what a destroy has left is taken up again: the namespace and the volumes, and nothing else", () => {
  assert.equal(resource(PROVIDER, "keeper").upsertExistingObjects, "true");
  const kept = registered.filter(({ provider }) => provider?.includes("::keeper::")).map(({ name }) => name);
  assert.deepEqual(kept, ["namespace", "order-database", "payment-database"]);
});

test("the services are given the URLs of their databases as secrets", () => {
  const given = (service: string) => resource("kubernetes:core/v1:Secret", `${service}-secrets`).stringData;
  const host = (service: string) => `${service}-database.holdfast-dev.svc.cluster.local:5432`;
  assert.deepEqual(revealed(given("order")), {
    HOLDFAST_DATABASE_URL: `postgres://holdfast:open%2Fsesame@${host("order")}/order`,
  });
  assert.deepEqual(revealed(given("payment")), {
    HOLDFAST_DATABASE_URL: `postgres://holdfast:swordfish@${host("payment")}/payment`,
    HOLDFAST_PROCESSOR_DATABASE_URL: `postgres://holdfast:swordfish@${host("payment")}/processor`,
  });
});

test("no password is anywhere but in Secrets", () => {
  const others = registered.filter(({ type }) => !type.endsWith(":Secret"));
  for (const password of ["sesame", "swordfish", "hunter2"]) assert.ok(!JSON.stringify(others).includes(password));
});

test("prebuilt images are taken as they are, and nothing is built", async () => {
  assert.equal(await resolved(outputs.images.order), `ghcr.io/acme/holdfast-order@${DIGEST}`);
  assert.ok(!registered.some(({ type }) => type.startsWith("docker:")));
});

test("nodes pull with the registry's account", () => {
  const account = resource("kubernetes:core/v1:ServiceAccount", "order");
  assert.deepEqual(account.imagePullSecrets, [{ name: "registry" }]);
});

test("the registry's password is a secret in Pulumi's state", () => {
  const { stringData } = resource("kubernetes:core/v1:Secret", "registry");
  assert.match(JSON.stringify(revealed(stringData)), /hunter2/);
});

test("the outputs tell where the services are and which settings are in force", async () => {
  assert.equal(await resolved(outputs.namespace), "holdfast-dev");
  assert.equal(await resolved(outputs.addresses.order), "order.holdfast-dev.svc.cluster.local:50051");
  assert.equal(await resolved(outputs.orderNodePort), 30051);
  assert.deepEqual(outputs.products, ["espresso-beans", "grinder", "espresso-machine"]);
  assert.match(
    outputs.tryIt[0] ?? "",
    /^kubectl --kubeconfig \S+ --context kind-kind --namespace holdfast-dev port-forward /,
  );
  const chaos = { abort: { percentage: 25, code: "UNAVAILABLE" }, phases: [], seed: 0 };
  assert.equal(outputs.liveSettingsVersion.payment, settingsVersion({ chaos }));
});
