import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import { duration } from "../progress.ts";
import { type Clone, sharedClone } from "./clone.ts";
import { readyPods } from "./pods.ts";

const NAMESPACE = "holdfast-dev";

describe("changing a running stack", () => {
  let clone: Clone;
  before(async () => {
    clone = sharedClone();
    assert.equal((await clone.npm("run", "status")).code, 0, "the sandbox runs: the first acceptance file starts it");
  });

  const up = (...args: string[]) =>
    clone.npm("run", "pulumi", "--", "up", "-s", "dev", "--yes", "--skip-preview", ...args);

  test("a change of Payment's code rebuilds and rolls Payment alone", async () => {
    const order = await readyPods(clone, NAMESPACE, "order");
    const payment = await readyPods(clone, NAMESPACE, "payment");
    appendFileSync(
      path.join(clone.folder, "services", "payment", "main.ts"),
      '\nprocess.title = "payment, changed";\n',
    );
    const ran = await up();
    assert.equal(ran.code, 0, `${ran.stdout}\n${ran.stderr}`);
    assert.deepEqual(await readyPods(clone, NAMESPACE, "order"), order);
    const now = await readyPods(clone, NAMESPACE, "payment");
    assert.equal(now.length, payment.length);
    for (const { uid } of now) assert.ok(!payment.some((old) => old.uid === uid), "each pod of Payment is a new one");
  });

  test("a Deployment that cannot become ready makes up fail with the reason, and a following up repairs it", async (t) => {
    const nowhere = `localhost:1/holdfast-order@sha256:${"0".repeat(64)}`;
    const patience = (seconds: string) =>
      clone.pulumi("config", "set", "--path", "holdfast:order.rolloutSeconds", seconds, "-s", "dev");
    await clone.pulumi("config", "set", "--path", "holdfast:image.order", nowhere, "-s", "dev");
    await patience("30");
    const started = performance.now();
    const failed = await up();
    t.diagnostic(`up failed after ${duration(performance.now() - started)}`);
    assert.notEqual(failed.code, 0);
    assert.match(failed.stdout + failed.stderr, /ImagePullBackOff|ErrImagePull/);
    assert.ok((await readyPods(clone, NAMESPACE, "order")).length > 0, "the old pods serve on");
    await clone.pulumi("config", "rm", "--path", "holdfast:image.order", "-s", "dev");
    await patience("150");
    const repaired = await up();
    assert.equal(repaired.code, 0, `${repaired.stdout}\n${repaired.stderr}`);
    await clone.pulumi("preview", "-s", "dev", "--expect-no-changes");
  });

  test("a bad value, an unknown key and a bad field fail preview with a sentence each", async () => {
    const set = (key: string, value: string) => clone.pulumi("config", "set", "--path", key, value, "-s", "dev");
    await set("holdfast:breaker.failureRatio", "1.5");
    await set("holdfast:chaos.abrot.percentage", "10");
    await set("holdfast:cahos", "1");
    const ran = await clone.npm("run", "pulumi", "--", "preview", "-s", "dev");
    assert.notEqual(ran.code, 0);
    const text = ran.stdout + ran.stderr;
    for (const expected of [/holdfast:breaker\.failureRatio[^\n]*1\.5/, /holdfast:chaos[^\n]*abrot/, /holdfast:cahos/])
      assert.match(text, expected);
    assert.doesNotMatch(text, /\n\s+at .*\(.*\.ts:\d+/, "no stack trace");
    for (const key of ["holdfast:breaker.failureRatio", "holdfast:chaos.abrot", "holdfast:cahos"])
      await clone.pulumi("config", "rm", "--path", key, "-s", "dev");
    await clone.pulumi("preview", "-s", "dev", "--expect-no-changes");
  });

  test("refresh finds what kubectl has changed, and up takes it back", async () => {
    await clone.kubectl(
      "patch",
      "configmap",
      "payment-live",
      "-n",
      NAMESPACE,
      "--type=merge",
      "-p",
      '{"data":{"settings.json":"{}"}}',
    );
    const refresh = await clone.npm("run", "pulumi", "--", "refresh", "-s", "dev", "--yes", "--skip-preview", "--diff");
    assert.equal(refresh.code, 0, refresh.stderr);
    assert.match(refresh.stdout, /payment-live[\s\S]*settings\.json/);
    assert.match(refresh.stdout, /1 updated/);
    const repaired = await up();
    assert.equal(repaired.code, 0, repaired.stderr);
    assert.match(await clone.kubectl("get", "configmap", "payment-live", "-n", NAMESPACE, "-o", "json"), /percentage/);
  });
});
