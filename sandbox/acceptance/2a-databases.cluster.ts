import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { duration } from "../progress.ts";
import { type Clone, sharedClone } from "./clone.ts";
import { pidOfContainer } from "./machine.ts";
import { orderOf } from "./orders.ts";
import { readyPods, within } from "./pods.ts";

const NAMESPACE = "holdfast-dev";

describe("the databases of a running stack", () => {
  let clone: Clone;
  before(async () => {
    clone = sharedClone();
    assert.equal((await clone.npm("run", "status")).code, 0, "the sandbox runs: the first acceptance file starts it");
  });

  test("orders outlive the pods of both databases, and more are taken afterwards", async (t) => {
    const order = await orderOf(clone, "before-the-pods");
    const databasePods = async () =>
      (
        await Promise.all(["order", "payment"].map((service) => readyPods(clone, NAMESPACE, `${service}-database`)))
      ).flat();
    const pods = await databasePods();
    // kubectl may miss that a pod is gone where one of the same name follows at once, and then waits for ever.
    await clone.kubectl("delete", "pod", "-n", NAMESPACE, "--wait=false", "order-database-0", "payment-database-0");
    const took = await within(90_000, "new pods, and the same order under the same key", async () => {
      const now = await databasePods();
      const old = new Set(pods.map(({ uid }) => uid));
      if (now.length < 2 || now.some(({ uid }) => old.has(uid))) return false;
      return (await orderOf(clone, "before-the-pods")) === order;
    });
    t.diagnostic(`after ${duration(took)}`);
    assert.notEqual(await orderOf(clone, "after-the-pods"), order);
  });

  test("a database whose process is killed comes back with all that was committed", async (t) => {
    const order = await orderOf(clone, "before-the-kill");
    const [pod] = await readyPods(clone, NAMESPACE, "order-database");
    assert.ok(pod);
    process.kill(pidOfContainer(pod.containerId), "SIGKILL");
    const took = await within(60_000, "the same pod with one more restart, and the same order", async () => {
      const [now] = await readyPods(clone, NAMESPACE, "order-database");
      return now?.restarts === pod.restarts + 1 && (await orderOf(clone, "before-the-kill")) === order;
    });
    t.diagnostic(`after ${duration(took)}`);
  });

  test("another password is in force after up, on the volume that was made with the old one", async () => {
    const order = await orderOf(clone, "before-the-password");
    await clone.pulumi(
      "config",
      "set",
      "--secret",
      "holdfast:orderDatabasePassword",
      `it's another "one" / $1`,
      "-s",
      "dev",
    );
    await clone.pulumi("up", "-s", "dev", "--yes", "--skip-preview");
    assert.equal(await orderOf(clone, "before-the-password"), order);
    await clone.pulumi("preview", "-s", "dev", "--expect-no-changes");
  });

  test("a database's pod is restricted, and nothing in it runs as root", async () => {
    const uid = await clone.kubectl("exec", "-n", NAMESPACE, "order-database-0", "--", "sh", "-c", "id -u");
    assert.equal(uid.trim(), "999");
  });

  test("no password or URL is in the state, the outputs or a log in plain text", async () => {
    const password = (await clone.pulumi("config", "get", "holdfast:paymentDatabasePassword", "-s", "dev")).trim();
    assert.match(password, /^[0-9a-f]{48}$/);
    const logs = ["order", "payment", "order-database", "payment-database"].map((service) =>
      clone.kubectl("logs", "-n", NAMESPACE, "-l", `app.kubernetes.io/name=${service}`, "--tail=-1"),
    );
    const texts = [
      await clone.pulumi("stack", "export", "-s", "dev"),
      await clone.pulumi("stack", "output", "--json", "-s", "dev"),
      await clone.kubectl("get", "statefulsets,deployments,configmaps,pods", "-n", NAMESPACE, "-o", "json"),
      ...(await Promise.all(logs)),
    ];
    for (const secret of [password, Buffer.from(password).toString("base64"), "postgres://"])
      for (const text of texts) assert.ok(!text.includes(secret), `${secret} in ${text.slice(0, 200)}`);
  });
});
