/** Where a stack is, and what of it outlives what people do: a rename, another namespace, a move of the databases, a destroy. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { duration } from "../progress.ts";
import { type Clone, sharedClone } from "./clone.ts";
import { databasesElsewhere, removeElsewhere } from "./elsewhere.ts";
import { orderOf } from "./orders.ts";
import { readyPods, within } from "./pods.ts";

const NAMESPACE = "holdfast-staging";
const PASSWORDS = ["orderDatabasePassword", "paymentDatabasePassword"];
const URLS = { orderDatabaseUrl: "order", paymentDatabaseUrl: "payment", processorDatabaseUrl: "processor" };

describe("staging beside dev", { timeout: 900_000 }, () => {
  let clone: Clone;
  let order: string;
  before(async () => {
    clone = sharedClone();
    assert.equal((await clone.npm("run", "status")).code, 0, "the sandbox runs: the first acceptance file starts it");
  });
  after(() => removeElsewhere(clone));

  const set = (key: string, value: string) => clone.pulumi("config", "set", "--path", key, value, "-s", "staging");
  const unset = (key: string) => clone.pulumi("config", "rm", "--path", key, "-s", "staging");
  const up = () => clone.pulumi("up", "-s", "staging", "--yes", "--skip-preview");
  const destroy = () => clone.pulumi("destroy", "-s", "staging", "--yes");
  const start = async () => {
    const ran = await clone.npm("start", "--", "--stack", "staging");
    assert.equal(ran.code, 0, `${ran.stdout}\n${ran.stderr}`);
  };
  const refused = async () => {
    const ran = await clone.npm("run", "pulumi", "--", "preview", "-s", "staging");
    assert.notEqual(ran.code, 0);
    return ran.stdout + ran.stderr;
  };
  const namespaces = () => clone.kubectl("get", "namespaces", "-o", "name");
  /** What is left in a namespace, but for what Kubernetes puts into every one. */
  const left = async (namespace: string) => {
    const kinds = "all,secrets,configmaps,serviceaccounts,networkpolicies,poddisruptionbudgets,persistentvolumeclaims";
    const names = await clone.kubectl("get", kinds, "-n", namespace, "-o", "name");
    return names
      .trim()
      .split("\n")
      .filter((name) => name && !/^(configmap\/kube-root-ca\.crt|serviceaccount\/default)$/.test(name));
  };
  const CLAIMS = ["order-database", "payment-database"].map((name) => `persistentvolumeclaim/${name}`);

  test("dev and staging stand side by side", async () => {
    await start();
    assert.ok((await readyPods(clone, NAMESPACE, "order")).length > 0);
    assert.match((await clone.npm("run", "order", "--", "--stack", "staging")).stdout, /CONFIRMED/);
    assert.equal((await clone.npm("run", "order")).code, 0, "dev answers as before");
    order = await orderOf(clone, "kept", "staging");
  });

  test("a renamed stack stays where it is, and nothing of it changes", async () => {
    await clone.pulumi("stack", "rename", "proven", "-s", "staging");
    await clone.pulumi("preview", "-s", "proven", "--expect-no-changes");
    await clone.pulumi("stack", "rename", "staging", "-s", "proven");
  });

  test("what would leave the data behind is refused at preview, with the command that sets it back", async () => {
    await set("holdfast:namespace", "shop");
    assert.match(await refused(), /"shop"[^\n]*pulumi config set holdfast:namespace holdfast-staging/);
    await unset("holdfast:namespace");
    await set("holdfast:database.storageClass", "fast");
    await set("holdfast:database.storage", "512Mi");
    const text = await refused();
    assert.match(text, /order-database is of the class "sandbox", which never changes/);
    assert.match(text, /payment-database has 5Gi: a volume never shrinks/);
    await unset("holdfast:database.storageClass");
    await set("holdfast:database.storage", "5Gi");
    await clone.pulumi("preview", "-s", "staging", "--expect-no-changes");
  });

  test("a destroy leaves the volumes, and the next up takes them up again, orders and all", async () => {
    await destroy();
    assert.deepEqual(await left(NAMESPACE), CLAIMS);
    await start();
    assert.equal(await orderOf(clone, "kept", "staging"), order);
  });

  test("volumes that were kept outlive a move of the databases and a destroy after it", async () => {
    const image = await clone.pulumi("config", "get", "--path", "holdfast:database.image", "-s", "staging");
    const url = await databasesElsewhere(clone, image.trim());
    for (const key of PASSWORDS) await unset(`holdfast:${key}`);
    for (const [key, name] of Object.entries(URLS))
      await clone.pulumi("config", "set", "--secret", `holdfast:${key}`, url(name), "-s", "staging");
    assert.match(await up(), /volumes that are not this stack's, or not any more: order-database, payment-database/);
    assert.notEqual(await orderOf(clone, "kept", "staging"), order, "another database");
    await destroy();
    assert.deepEqual(await left(NAMESPACE), CLAIMS);
  });

  test("an up fails when its patience ends, whatever it waits for, and the next one repairs it", async (t) => {
    await set("holdfast:namespace", "team-a");
    await clone.kubectl("create", "namespace", "team-a");
    await clone.kubectl("label", "namespace", "team-a", "owner=ann");
    assert.match(await refused(), /"team-a"[^\n]*somebody else has made it[^\n]*holdfast:createNamespace false/);
    await set("holdfast:createNamespace", "false");

    const nowhere = `localhost:1/holdfast-order@sha256:${"0".repeat(64)}`;
    await set("holdfast:image.order", nowhere);
    await set("holdfast:order.rolloutSeconds", "30");
    const started = performance.now();
    const failed = await clone.npm("run", "pulumi", "--", "up", "-s", "staging", "--yes", "--skip-preview");
    const took = performance.now() - started;
    t.diagnostic(`up failed after ${duration(took)}`);
    assert.notEqual(failed.code, 0);
    assert.match(failed.stdout + failed.stderr, /ImagePullBackOff|ErrImagePull/);
    assert.ok(took < 120_000, `it took ${duration(took)}`);

    await unset("holdfast:image.order");
    await set("holdfast:order.rolloutSeconds", "300");
    await up();
    assert.ok((await readyPods(clone, "team-a", "order")).length > 0);
  });

  test("a namespace of somebody else is neither labelled nor deleted", async () => {
    const labels = async () =>
      JSON.parse(await clone.kubectl("get", "namespace", "team-a", "-o", "jsonpath={.metadata.labels}"));
    assert.deepEqual(await labels(), { "kubernetes.io/metadata.name": "team-a", owner: "ann" });
    await destroy();
    assert.deepEqual(await left("team-a"), []);
    assert.deepEqual(await labels(), { "kubernetes.io/metadata.name": "team-a", owner: "ann" });
    await clone.kubectl("delete", "namespace", "team-a");
    for (const key of ["namespace", "createNamespace", ...Object.keys(URLS)]) await unset(`holdfast:${key}`);
  });

  test("the volumes of long ago come back with the passwords, are protected in production, and go when they are not to be kept", async () => {
    await set("holdfast:production", "true");
    await start();
    assert.equal(await orderOf(clone, "kept", "staging"), order);
    const protectedStill = await clone.npm("run", "pulumi", "--", "destroy", "-s", "staging", "--yes");
    assert.notEqual(protectedStill.code, 0);
    assert.match(protectedStill.stdout + protectedStill.stderr, /protect/);
    await clone.pulumi("destroy", "-s", "staging", "--yes", "--exclude-protected");
    assert.deepEqual(await left(NAMESPACE), CLAIMS);
    await set("holdfast:production", "false");
    await set("holdfast:database.keepOnDestroy", "false");
    await up();
    await destroy();
    await within(30_000, "the namespace is gone", async () => !(await namespaces()).includes(NAMESPACE));
    assert.ok((await readyPods(clone, "holdfast-dev", "order")).length > 0, "dev is untouched");
  });
});

describe("the number of pods", () => {
  let clone: Clone;
  before(() => {
    clone = sharedClone();
  });
  const set = (key: string, value: string) => clone.pulumi("config", "set", "--path", key, value, "-s", "dev");
  const wanted = async () =>
    Number(
      await clone.kubectl("get", "deployment", "payment", "-n", "holdfast-dev", "-o", "jsonpath={.spec.replicas}"),
    );

  /** `up`, and every number of pods that the Deployment wanted meanwhile and for a while after. */
  async function numbersOfUp(): Promise<number[]> {
    const seen = new Set<number>();
    const updating = clone.pulumi("up", "-s", "dev", "--yes", "--skip-preview").then(() => "up");
    const over = updating.then(() => new Promise((resolve) => setTimeout(resolve, 20_000)));
    let running = true;
    void over.finally(() => (running = false)).catch(() => undefined);
    while (running) seen.add(await wanted());
    await over;
    return [...seen];
  }

  test("changes with no change of who decides it: the stack, the autoscaler, the stack again", async () => {
    await set("holdfast:payment.autoscaling.enabled", "false");
    await set("holdfast:payment.replicas", "3");
    assert.deepEqual(await numbersOfUp(), [2, 3], "a fixed number is what was asked for, and stays");
    await set("holdfast:payment.autoscaling.enabled", "true");
    assert.deepEqual(await numbersOfUp(), [3], "the autoscaler goes on from there");
    await clone.pulumi("config", "rm", "--path", "holdfast:payment.replicas", "-s", "dev");
    await clone.pulumi("preview", "-s", "dev", "--expect-no-changes");
  });
});
