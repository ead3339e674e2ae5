import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { duration } from "../progress.ts";
import { type Clone, sharedClone } from "./clone.ts";
import { pidOfContainer } from "./machine.ts";
import { metricsOf, readyPods, within } from "./pods.ts";

const NAMESPACE = "holdfast-dev";

describe("from a clone to a running stack", () => {
  let clone: Clone;
  before(() => {
    clone = sharedClone();
  });
  after(() => assert.equal(gitStatus(clone), "", "git status stays clean"));

  test("npm start brings the dev stack up, places an order and prints its answer", async (t) => {
    const started = performance.now();
    const ran = await clone.npm("start");
    t.diagnostic(`npm start took ${duration(performance.now() - started)}`);
    assert.equal(ran.code, 0, `${ran.stdout}\n${ran.stderr}`);
    assert.match(ran.stdout, /status {3}(CONFIRMED|PAYMENT_PENDING)/);
    assert.match(ran.stdout, /Order answers on 127\.0\.0\.1:\d+/);
    assert.doesNotMatch(
      ran.stdout,
      /stand-ins of ours serve: .*kubernetes/,
      "the Kubernetes provider is the official one",
    );
  });

  test("npm run status tells what runs", async () => {
    const ran = await clone.npm("run", "status");
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /The sandbox runs[\s\S]*order-dev[\s\S]*stack dev/);
    assert.match(ran.stdout, /^ {4}kubernetes +(built from its Go module|official download) \(/m);
  });

  test("a second npm start takes less than 60 s and changes nothing", async (t) => {
    // A Deployment begins with one pod; its autoscaler makes them two a moment later.
    await within(90_000, "as many pods as the autoscalers want at least", async () => {
      const counts = await Promise.all(["order", "payment"].map((service) => readyPods(clone, NAMESPACE, service)));
      return counts.every(({ length }) => length === 2);
    });
    const pods = await readyPods(clone, NAMESPACE, "order");
    const started = performance.now();
    const ran = await clone.npm("start");
    const took = performance.now() - started;
    t.diagnostic(`the second npm start took ${duration(took)}`);
    assert.equal(ran.code, 0, `${ran.stdout}\n${ran.stderr}`);
    assert.ok(took < 60_000, `it took ${duration(took)}`);
    assert.deepEqual(await readyPods(clone, NAMESPACE, "order"), pods);
  });

  test("a second up finds nothing to change", async () => {
    await clone.pulumi("up", "-s", "dev", "--yes", "--skip-preview", "--expect-no-changes");
    await clone.pulumi("preview", "-s", "dev", "--expect-no-changes");
  });

  test("Payment has two replicas on TCP 50051, probed by gRPC, and nothing runs as root", async () => {
    type Container = { ports: object[]; securityContext: object; [probe: string]: unknown };
    const deployment = JSON.parse(
      await clone.kubectl("get", "deployment", "payment", "-n", NAMESPACE, "-o", "json"),
    ) as {
      spec: { template: { spec: { containers: Container[] } } };
    };
    assert.equal((await readyPods(clone, NAMESPACE, "payment")).length, 2);
    const container = deployment.spec.template.spec.containers[0];
    assert.ok(container);
    assert.ok(container.ports.some((port) => "containerPort" in port && port.containerPort === 50051));
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"])
      assert.match(JSON.stringify(container[probe]), /"grpc":\{"port":50051/);
    const pod = (await readyPods(clone, NAMESPACE, "payment"))[0]?.name ?? "";
    const uid = await clone.kubectl("exec", "-n", NAMESPACE, pod, "--", "node", "-e", "console.log(process.getuid())");
    assert.notEqual(uid.trim(), "0");
  });

  test("npm run order gives CONFIRMED, DECLINED and a clear refusal", async () => {
    await within(60_000, "a confirmed order among Payment's failures", async () =>
      /CONFIRMED/.test((await clone.npm("run", "order")).stdout),
    );
    await within(60_000, "a declined order", async () =>
      /DECLINED/.test((await clone.npm("run", "order", "--", "--payment-method", "pm_card_declined")).stdout),
    );
    const refused = await clone.npm("run", "order", "--", "--product", "unicorn");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /unicorn/);
  });

  test("the autoscalers read real CPU and memory", async (t) => {
    const took = await within(180_000, "current metrics of both autoscalers", async () => {
      const list = JSON.parse(await clone.kubectl("get", "hpa", "-n", NAMESPACE, "-o", "json")) as {
        items: { status: { currentMetrics?: { resource?: { name: string; current: { averageValue?: string } } }[] } }[];
      };
      const read = list.items.map(
        ({ status }) => (status.currentMetrics ?? []).filter(({ resource }) => resource?.current.averageValue).length,
      );
      return read.length === 2 && read.every((metrics) => metrics === 2);
    });
    t.diagnostic(`after ${duration(took)}`);
  });

  test("a killed container comes back", async () => {
    const [victim] = await readyPods(clone, NAMESPACE, "payment");
    assert.ok(victim);
    process.kill(pidOfContainer(victim.containerId), "SIGKILL");
    await within(60_000, "the same pod, ready, with one more restart", async () => {
      const pods = await readyPods(clone, NAMESPACE, "payment");
      return pods.some(({ name, restarts }) => name === victim.name && restarts === victim.restarts + 1);
    });
  });

  test("chaos set in the stack is in force in every running pod within 90 s of up, without a restart", async (t) => {
    const before = await readyPods(clone, NAMESPACE, "payment");
    await clone.pulumi("config", "set", "--path", "holdfast:chaos.abort.percentage", "100", "-s", "dev");
    await clone.pulumi("up", "-s", "dev", "--yes", "--skip-preview");
    const versions = JSON.parse(
      await clone.pulumi("stack", "output", "liveSettingsVersion", "--json", "-s", "dev"),
    ) as { payment: string };
    const took = await within(90_000, "the new version in every pod's metrics", async () => {
      const texts = await Promise.all(before.map(({ name }) => metricsOf(clone, NAMESPACE, name)));
      return texts.every((text) => text.includes(`version="${versions.payment}"`));
    });
    t.diagnostic(`in force after ${duration(took)}`);
    assert.deepEqual(await readyPods(clone, NAMESPACE, "payment"), before, "the very same pods, none restarted");
    assert.match((await clone.npm("run", "order")).stdout, /PAYMENT_PENDING/);
    await clone.pulumi("config", "set", "--path", "holdfast:chaos.abort.percentage", "25", "-s", "dev");
    await clone.pulumi("up", "-s", "dev", "--yes", "--skip-preview");
  });
});

describe("what the documents say", () => {
  test("every `config set` line in README and docs is taken by the real pulumi and read back", async (t) => {
    const clone = sharedClone();
    const lines = documentedConfigLines(clone);
    assert.ok(lines.length > 0);
    await clone.pulumi("stack", "init", "documented", "--no-select");
    for (const { secret, key, value } of lines) {
      const flags = secret ? ["--secret"] : ["--path"];
      await clone.pulumi("config", "set", ...flags, key, value, "-s", "documented");
      const read = await clone.pulumi("config", "get", ...(secret ? [] : ["--path"]), key, "-s", "documented");
      assert.equal(read.trim(), value, key);
    }
    await clone.pulumi("stack", "rm", "documented", "--yes");
    t.diagnostic(`${lines.length} lines`);
  });
});

function documentedConfigLines(clone: Clone): { secret: boolean; key: string; value: string }[] {
  const files = execFileSync("git", ["ls-files", "README.md", "docs"], { cwd: clone.folder, encoding: "utf8" })
    .trim()
    .split("\n");
  const texts = files
    .filter((file) => file.endsWith(".md"))
    .map((file) => readFileSync(path.join(clone.folder, file), "utf8"));
  const found = texts.flatMap((text) => [...text.matchAll(/pulumi (?:-- )?config set ([^\n`]*)/g)]);
  // Many stand in more than one document.
  const lines = new Set(found.map(([, words = ""]) => words.replace(/ && .*/, "").trim()));
  return [...lines].map((words) => {
    const [key = "", value = "set-by-a-test"] = words
      .split(/\s+/)
      .filter((word) => word && !word.startsWith("-") && word !== "dev" && word !== "&&");
    return { secret: words.includes("--secret"), key: key.replaceAll("'", ""), value };
  });
}

function gitStatus(clone: Clone): string {
  return execFileSync("git", ["status", "--porcelain"], { cwd: clone.folder, encoding: "utf8" }).trim();
}
