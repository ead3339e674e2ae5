import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { Ports } from "../cluster/plan.ts";
import { duration } from "../progress.ts";
import { type Clone, makeClone, removeClone, sharedClone } from "./clone.ts";
import { within } from "./pods.ts";

const portsOf = (clone: Clone) =>
  JSON.parse(readFileSync(path.join(clone.folder, ".sandbox", "ports.json"), "utf8")) as Ports;
const numbersOf = ({ api, registry, order }: Ports) => [api, registry, ...Object.values(order)];

describe("a second clone on the same machine", () => {
  let first: Clone;
  let second: Clone;
  before(() => {
    first = sharedClone();
    second = makeClone("b");
  });
  after(() => removeClone(second));

  test("a taken port that was asked for is named, and nothing is started", async (t) => {
    const server = createServer().listen({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    t.after(() => server.close());
    const { port } = server.address() as { port: number };
    const ran = await second.npm("start", "--", "--port", String(port));
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, new RegExp(`port ${port} on 127.0.0.1 is taken by process ${process.pid}`));
    assert.equal((await second.npm("run", "status")).code, 3);
  });

  test("its sandbox stands beside the first, with ports, state and cgroups of its own", async (t) => {
    const started = performance.now();
    const ran = await second.npm("start");
    t.diagnostic(`npm start with everything built took ${duration(performance.now() - started)}`);
    assert.equal(ran.code, 0, `${ran.stdout}\n${ran.stderr}`);
    const shared = numbersOf(portsOf(first)).filter((port) => numbersOf(portsOf(second)).includes(port));
    assert.deepEqual(shared, []);
    for (const clone of [first, second]) assert.equal((await clone.npm("run", "order")).code, 0);
  });

  test("its end leaves the first as it was", async () => {
    const ran = await second.npm("run", "stop", "--", "--delete");
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal((await first.npm("run", "order")).code, 0);
  });
});

describe("with a cluster and registry of one's own", () => {
  let first: Clone;
  let own: Clone;
  let target: string[];
  before(() => {
    first = sharedClone();
    own = makeClone("own");
    const registry = `localhost:${portsOf(first).registry}`;
    const { "current-context": context } = JSON.parse(
      readFileSync(path.join(first.folder, ".sandbox", "kubeconfig"), "utf8"),
    );
    const kubeconfig = path.join(first.folder, ".sandbox", "kubeconfig");
    target = [
      "--context",
      context,
      "--kubeconfig",
      kubeconfig,
      "--registry",
      registry,
      "--base",
      `${registry}/node:24-slim`,
      "--postgres",
      `${registry}/postgres:18`,
    ];
  });
  after(() => removeClone(own));

  const withOption = (name: string, value: string) =>
    target.map((word, index) => (target[index - 1] === name ? value : word));

  const refusals: [title: string, option: string, value: string, sentence: RegExp][] = [
    ["an unknown context", "--context", "nowhere", /has no context "nowhere"[\s\S]*It has: holdfast-/],
    ["a missing kubeconfig", "--kubeconfig", "/nowhere/config", /there is no kubeconfig at \/nowhere\/config/],
    ["a registry that refuses", "--registry", "localhost:1", /the registry localhost:1 cannot be used: .*ECONNREFUSED/],
    [
      "a missing base image",
      "--base",
      "localhost:1/missing:1",
      /the image localhost:1\/missing:1 \(--base\) cannot be had/,
    ],
  ];
  for (const [title, option, value, sentence] of refusals)
    test(`${title} is refused with one clear error`, async () => {
      const ran = await own.npm("start", "--", "--stack", "staging", ...withOption(option, value));
      assert.equal(ran.code, 1);
      assert.match(ran.stderr, sentence);
      assert.doesNotMatch(ran.stderr, /\n\s+at /);
    });

  test("npm start brings a stack up there and places an order", async (t) => {
    const started = performance.now();
    const ran = await own.npm("start", "--", "--stack", "staging", ...target);
    t.diagnostic(`it took ${duration(performance.now() - started)}`);
    assert.equal(ran.code, 0, `${ran.stdout}\n${ran.stderr}`);
    // The very first call of fresh processes may take longer than a charge is waited for.
    assert.match(ran.stdout, /status {3}(CONFIRMED|PAYMENT_PENDING)/);
    await within(60_000, "a confirmed order", async () =>
      /CONFIRMED/.test((await own.npm("run", "order", "--", "--stack", "staging")).stdout),
    );
    await own.pulumi("destroy", "-s", "staging", "--yes");
    // Staging keeps its volumes, and with them the namespace.
    assert.equal((await first.kubectl("get", "all", "-n", "holdfast-staging", "-o", "name")).trim(), "");
    await first.kubectl("delete", "namespace", "holdfast-staging");
  });
});
