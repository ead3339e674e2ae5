import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import { KNOWN_STACKS, type Ports } from "./cluster/plan.ts";
import type { Paths } from "./paths.ts";
import { choosePorts } from "./ports.ts";

describe("the sandbox's ports", () => {
  let paths: Paths;
  const servers: Server[] = [];
  beforeEach(() => {
    const repo = testFolder();
    paths = { repo, cache: "", state: path.join(repo, ".sandbox"), id: "00000000", node: process.execPath };
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  const all = ({ api, registry, order }: Ports) => [api, registry, ...KNOWN_STACKS.map((stack) => order[stack])];
  const keep = (ports: Ports) => {
    mkdirSync(paths.state);
    writeFileSync(path.join(paths.state, "ports.json"), JSON.stringify(ports));
  };

  async function hold(port: number): Promise<number> {
    const server = createServer();
    servers.push(server);
    server.listen({ host: "127.0.0.1", port });
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  /** Ports that are free now. */
  async function free(count: number): Promise<number[]> {
    const held = await Promise.all(Array.from({ length: count }, () => hold(0)));
    await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))));
    return held;
  }

  async function freePorts(): Promise<Ports> {
    const [api = 0, registry = 0, dev = 0, staging = 0, prod = 0] = await free(5);
    return { api, registry, order: { dev, staging, prod } };
  }

  test("are chosen once, each another, and kept", async () => {
    const first = await choosePorts(paths, undefined);
    assert.equal(new Set(all(first)).size, 5);
    assert.deepEqual(await choosePorts(paths, undefined), first);
  });

  test("move on from those that are busy at the first start", async () => {
    const usual = await choosePorts(paths, undefined);
    rmSync(paths.state, { recursive: true });
    for (const port of all(usual)) await hold(port);
    const chosen = await choosePorts(paths, undefined);
    assert.equal(new Set([...all(usual), ...all(chosen)]).size, 10);
  });

  test("that were kept and are taken now are refused, with the holder and the ways out", async () => {
    const kept = await freePorts();
    keep(kept);
    await hold(kept.registry);
    await assert.rejects(choosePorts(paths, undefined), {
      name: "Problem",
      message: new RegExp(`^port ${kept.registry} on 127\\.0\\.0\\.1 is taken by process ${process.pid} \\(.*node`),
      remedy: /End what uses it, .*--port N`, or delete .*ports\.json/,
    });
  });

  test("follow a wish, and keep it", async () => {
    const [wish = 0] = await free(1);
    const ports = await choosePorts(paths, { stack: "dev", port: wish });
    assert.equal(ports.order.dev, wish);
    assert.equal((await choosePorts(paths, undefined)).order.dev, wish);
  });

  test("make way for a wish at the first start, though it be another stack's usual one", async () => {
    const usual = await choosePorts(paths, undefined);
    rmSync(paths.state, { recursive: true });
    const ports = await choosePorts(paths, { stack: "dev", port: usual.order.staging });
    assert.equal(ports.order.dev, usual.order.staging);
    assert.equal(new Set(all(ports)).size, 5);
  });

  test("cannot serve two things: a kept one wished for again is refused", async () => {
    const kept = await freePorts();
    keep(kept);
    await assert.rejects(choosePorts(paths, { stack: "dev", port: kept.order.prod }), {
      message: `port ${kept.order.prod} serves something else of this sandbox already`,
      remedy: /--port N/,
    });
  });

  test("are not kept when one of them was refused", async () => {
    const busy = await hold(0);
    await assert.rejects(choosePorts(paths, { stack: "prod", port: busy }), { name: "Problem" });
    assert.equal(existsSync(path.join(paths.state, "ports.json")), false);
  });
});
