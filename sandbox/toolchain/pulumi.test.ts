import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { run } from "../process.ts";
import type { Work } from "./artifact.ts";
import { download, PULUMI_VERSION, pulumiOnPath, pulumiReachable } from "./pulumi.ts";

const quiet: Work = { note: () => undefined, signal: new AbortController().signal, env: {} };

describe("Pulumi's command line", () => {
  let folder: string;
  let server: Server | undefined;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => {
    server?.close().closeAllConnections();
    server = undefined;
  });

  function installed(name: string, prints: string, files = ["pulumi", "pulumi-language-nodejs"]): string {
    const bin = path.join(folder, name);
    mkdirSync(bin);
    for (const file of files) writeFileSync(path.join(bin, file), `#!/bin/sh\n${prints}\n`, { mode: 0o755 });
    return bin;
  }

  async function official(answer: RequestListener): Promise<string> {
    server = createServer(answer).listen({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/releases`;
  }

  describe("on PATH", () => {
    test("is taken, with its version, where it is new enough", async () => {
      const bin = installed("new", "echo v3.250.1");
      assert.deepEqual(await pulumiOnPath(`/nowhere${path.delimiter}${bin}`), {
        binFolder: bin,
        origin: "v3.250.1 on PATH",
        hasLanguageHost: true,
      });
    });

    const passedOver: [what: string, prints: string, files?: string[]][] = [
      ["that is too old", "echo v3.249.9"],
      ["that is of an older generation", "echo v2.999.0"],
      ["that says nothing of its version", "echo dev"],
      ["that does not run", "exit 127"],
      ["without the language host of Node", "echo v3.250.0", ["pulumi"]],
    ];
    for (const [what, prints, files] of passedOver)
      test(`one ${what} is passed over for the next`, async () => {
        const next = installed("next", "echo v4.0.0");
        const both = [installed("first", prints, files), next].join(path.delimiter);
        assert.equal((await pulumiOnPath(both))?.binFolder, next);
      });

    test("may not be there at all", async () => {
      assert.equal(await pulumiOnPath(""), undefined);
      assert.equal(await pulumiOnPath(folder), undefined);
    });
  });

  describe("from the official download", () => {
    async function release(): Promise<Buffer> {
      const content = path.join(folder, "release", "pulumi");
      mkdirSync(content, { recursive: true });
      writeFileSync(path.join(content, "pulumi"), "#!/bin/sh\n", { mode: 0o755 });
      const packed = await run("tar", ["-C", path.dirname(content), "-czf", path.join(folder, "it.tar.gz"), "pulumi"]);
      assert.equal(packed.code, 0, packed.stderr);
      return readFileSync(path.join(folder, "it.tar.gz"));
    }
    const cache = () => path.join(folder, "cache");

    test("is unpacked into the cache, once", async () => {
      const tar = await release();
      const asked: (string | undefined)[] = [];
      const url = await official((request, response) => {
        asked.push(request.url);
        response.end(tar);
      });
      const cli = await download({ cache: cache() }, quiet, url);
      assert.deepEqual(await download({ cache: cache() }, quiet, url), cli);
      assert.ok(existsSync(path.join(cli.binFolder, "pulumi")));
      assert.equal(cli.origin, `official download (${PULUMI_VERSION})`);
      const arch = process.arch === "arm64" ? "arm64" : "x64";
      assert.deepEqual(asked, [`/releases/pulumi-v${PULUMI_VERSION}-${process.platform}-${arch}.tar.gz`]);
    });

    const failures: [what: string, answer: (tar: Buffer) => RequestListener, reason: RegExp][] = [
      ["is not to be had", () => (_, response) => response.writeHead(403).end("denied"), /answered 403$/],
      ["is something else", () => (_, response) => response.end("<html>log in first"), /cannot be unpacked/],
      [
        "breaks off",
        (tar) => (_, response) => {
          response.writeHead(200, { "content-length": tar.length });
          response.write(tar.subarray(0, 20), () => response.destroy());
        },
        /terminated/,
      ],
    ];
    for (const [what, answer, reason] of failures)
      test(`that ${what} leaves nothing in the cache`, async () => {
        const url = await official(answer(await release()));
        await assert.rejects(download({ cache: cache() }, quiet, url), reason);
        assert.deepEqual(readdirSync(path.join(cache(), "artifacts")), []);
      });

    test("ends when it is interrupted", async () => {
      const abort = new AbortController();
      const url = await official((_, response) => {
        response.writeHead(200).write("a");
        abort.abort(new Error("interrupted"));
      });
      await assert.rejects(download({ cache: cache() }, { ...quiet, signal: abort.signal }, url), /interrupted/);
    });
  });

  test("its downloads count as reachable by any answer, and not without one", async () => {
    const url = await official((_, response) => response.writeHead(403).end());
    assert.equal(await pulumiReachable(url), true);
    server?.closeAllConnections();
    await new Promise((closed) => server?.close(closed));
    assert.equal(await pulumiReachable(url), false);
  });
});
