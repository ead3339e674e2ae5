import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { duration } from "../progress.ts";
import { type Clone, makeClone, removeClone, removeSharedClone, sharedClone } from "./clone.ts";
import { snapshot } from "./machine.ts";
import { orderOf } from "./orders.ts";
import { within } from "./pods.ts";

describe("leaving", () => {
  after(() => removeSharedClone());

  test("destroy leaves nothing in the cluster", async () => {
    const clone = sharedClone();
    await clone.pulumi("destroy", "-s", "dev", "--yes");
    const namespaces = await clone.kubectl("get", "namespaces", "-o", "name");
    assert.deepEqual(
      namespaces.trim().split("\n").sort(),
      ["default", "kube-node-lease", "kube-public", "kube-system"].map((name) => `namespace/${name}`),
    );
    await within(30_000, "no pod and no volume is left", async () => {
      return (await clone.kubectl("get", "pods,pv", "-A", "-o", "name")).trim() === "";
    });
    assert.deepEqual(readdirSync(path.join(clone.folder, ".sandbox", "volumes")), []);
  });

  test("stop ends the sandbox, and a second stop says that nothing was running", async () => {
    const clone = sharedClone();
    assert.equal((await clone.npm("run", "stop")).code, 0);
    assert.match((await clone.npm("run", "stop")).stdout, /nothing was running/);
    assert.equal((await clone.npm("run", "status")).code, 3);
  });
});

describe("a sandbox from start to stop", () => {
  const clone: Clone = makeClone("c");
  after(() => removeClone(clone));
  let order: string;
  const marks = [clone.folder, path.join(process.env.HOME ?? "/root", ".cache", "holdfast")];

  test("after stop the machine's processes, mounts, links, rules, cgroups and kernel settings are as before the start", async (t) => {
    const before = snapshot(marks);
    const started = performance.now();
    const ran = await clone.npm("start");
    t.diagnostic(`npm start with everything built took ${duration(performance.now() - started)}`);
    assert.equal(ran.code, 0, `${ran.stdout}\n${ran.stderr}`);
    assert.notDeepEqual(snapshot(marks).processes, before.processes, "while it runs one sees it");
    order = await orderOf(clone, "before-the-stop");
    assert.equal((await clone.npm("run", "stop")).code, 0);
    assert.deepEqual(snapshot(marks), before);
  });

  test("a start after a stop finds the stack and its orders as they were, within 60 s", async (t) => {
    const started = performance.now();
    const ran = await clone.npm("start");
    const took = performance.now() - started;
    t.diagnostic(`it took ${duration(took)}`);
    assert.equal(ran.code, 0, `${ran.stdout}\n${ran.stderr}`);
    assert.ok(took < 60_000, `it took ${duration(took)}`);
    assert.equal(await orderOf(clone, "before-the-stop"), order);
  });

  test("Ctrl-C while the cluster comes up leaves nothing, and the next start goes on", async () => {
    assert.equal((await clone.npm("run", "stop", "--", "--delete")).code, 0);
    const before = snapshot(marks);
    const start = spawn("npm", ["--silent", "start"], {
      cwd: clone.folder,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let text = "";
    for (const stream of [start.stdout, start.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    await within(30_000, "the cluster is on its way up", async () =>
      existsSync(path.join(clone.folder, ".sandbox", "run", "boot.json")),
    );
    // As a terminal does: to the whole group.
    process.kill(-(start.pid ?? 0), "SIGINT");
    const code = await new Promise((resolve) => start.on("close", resolve));
    assert.notEqual(code, 0);
    assert.match(text, /interrupted[\s\S]*npm start/);
    assert.deepEqual(snapshot(marks), before);
    const again = await clone.npm("start");
    assert.equal(again.code, 0, `${again.stdout}\n${again.stderr}`);
  });
});
