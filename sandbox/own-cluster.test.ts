import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import { findKubeconfig, requireCluster } from "./own-cluster.ts";

describe("somebody else's cluster", () => {
  let folder: string;
  const servers: Server[] = [];
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  function kubeconfig(name: string, contexts: string[], server = "http://127.0.0.1:1"): string {
    const file = path.join(folder, name);
    const config = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
      users: [{ name: "u", user: { token: "t0ken" } }],
      contexts: contexts.map((context) => ({ name: context, context: { cluster: "c", user: "u" } })),
    };
    writeFileSync(file, JSON.stringify(config));
    return file;
  }

  async function apiServer(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    servers.push(server);
    server.listen({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  describe("its kubeconfig", () => {
    test("is the named file, else the first of KUBECONFIG that has the context", () => {
      const kind = kubeconfig("kind", ["kind", "minikube"]);
      const cloud = kubeconfig("cloud", ["eks"]);
      const env = { KUBECONFIG: ["", path.join(folder, "absent"), kind, cloud].join(path.delimiter) };
      assert.equal(findKubeconfig(cloud, {}, "eks"), cloud);
      assert.equal(findKubeconfig(undefined, env, "eks"), cloud);
      assert.equal(findKubeconfig(undefined, env, "minikube"), kind);
    });

    test("that lacks the context is refused with those it has", () => {
      assert.throws(() => findKubeconfig(kubeconfig("it", ["kind", "eks"]), {}, "prod"), {
        message: /it has no context "prod"$/,
        remedy: "It has: kind, eks.",
      });
      assert.throws(() => findKubeconfig(kubeconfig("it", []), {}, "prod"), { remedy: "It has: none." });
    });

    test("that is not there is named", () => {
      const absent = path.join(folder, "absent");
      const refusal = { message: `there is no kubeconfig at ${absent}`, remedy: /--kubeconfig FILE/ };
      assert.throws(() => findKubeconfig(absent, {}, "kind"), refusal);
      assert.throws(() => findKubeconfig(undefined, { KUBECONFIG: absent }, "kind"), refusal);
    });

    test("that cannot be read is named with the reason", () => {
      const file = path.join(folder, "broken");
      for (const text of ["{", "clusters: 5", ""]) {
        writeFileSync(file, text);
        assert.throws(() => findKubeconfig(file, {}, "kind"), { name: "Problem" }, JSON.stringify(text));
      }
    });
  });

  describe("asked for its version", () => {
    const ask = (server: string, patienceMs?: number) =>
      requireCluster(kubeconfig("it", ["mine"], server), "mine", patienceMs);

    test("tells it", async () => {
      const server = await apiServer((request, response) => {
        assert.equal(request.url, "/version");
        assert.equal(request.headers.authorization, "Bearer t0ken");
        const version = { major: "1", minor: "35", gitVersion: "v1.35.4" };
        response.setHeader("content-type", "application/json").end(JSON.stringify(version));
      });
      assert.equal(await ask(server), "v1.35.4");
    });

    test("refuses the connection: the address, the reason and a way to look are told", async () => {
      const nobodys = await apiServer(() => undefined);
      await new Promise((closed) => servers.pop()?.close(closed));
      await assert.rejects(ask(nobodys), {
        name: "Problem",
        message: new RegExp(`^the cluster of context "mine" \\(${nobodys}\\) cannot be used: .*ECONNREFUSED`),
        remedy: "Check it with `kubectl --context mine version`.",
      });
    });

    test("says nothing: it is not waited for without end", async () => {
      const server = await apiServer(() => undefined);
      await assert.rejects(ask(server, 50), { message: /no answer within 0\.05 s$/ });
    });

    for (const [status, sentence] of [
      [401, /the API server answers 401: the credentials are not accepted$/],
      [500, /the API server answers 500$/],
    ] as const)
      test(`answers ${status}: one line, without the token or a dump of headers`, async () => {
        const server = await apiServer((_, response) =>
          response.writeHead(status, { "content-type": "application/json", "x-secret": "t0ken" }).end("{}"),
        );
        await assert.rejects(ask(server), (error: Error) => {
          assert.match(error.message, sentence);
          assert.doesNotMatch(error.message, /t0ken|\n/);
          return true;
        });
      });
  });
});
