import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { makeProgress } from "../progress.ts";
import type { Starting } from "../starting.ts";
import { ownTarget } from "./start-own.ts";

/** A server that is an API server and a registry, a kubeconfig for it, and a start that has them. */
async function begin(t: TestContext, env: NodeJS.ProcessEnv) {
  const folder = testFolder();
  const version = JSON.stringify({ major: "1", minor: "35", gitVersion: "v1.35.4" });
  const server = createServer((request, response) =>
    response.setHeader("content-type", "application/json").end(request.url === "/version" ? version : "{}"),
  ).listen({ host: "127.0.0.1", port: 0 });
  t.after(() => server.close().closeAllConnections());
  await once(server, "listening");
  const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  const kubeconfig = path.join(folder, "config");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server: `http://${registry}`, "insecure-skip-tls-verify": true } }],
    users: [{ name: "u", user: {} }],
    contexts: [{ name: "mine", context: { cluster: "c", user: "u" } }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  const state = path.join(folder, "clone", ".sandbox");
  const starting: Starting = {
    paths: { repo: path.dirname(state), cache: path.join(folder, "cache"), state, id: "0", node: process.execPath },
    env,
    progress: makeProgress({ write: () => undefined }),
    built: [],
    signal: new AbortController().signal,
  };
  return { starting, wish: { context: "mine", registry, kubeconfig }, folder };
}

test("a Docker daemon that was named and does not answer is told, and nothing is begun", async (t) => {
  const { starting, wish, folder } = await begin(t, { DOCKER_HOST: "tcp://127.0.0.1:1" });
  await assert.rejects(ownTarget(starting, wish), {
    name: "Problem",
    message: "no Docker daemon answers at DOCKER_HOST (tcp://127.0.0.1:1)",
    remedy: /^Start it, or unset DOCKER_HOST/,
  });
  for (const name of ["clone", "cache"]) assert.equal(existsSync(path.join(folder, name)), false);
});
