import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import { dockerAnswers, requireImage } from "./docker.ts";

/** What the Engine API's answers look like: JSON, or JSON lines for a pull. */
type Engine = Record<string, (response: ServerResponse) => void>;

const json = (status: number, body: unknown) => (response: ServerResponse) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const lines =
  (...rows: unknown[]) =>
  (response: ServerResponse) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(rows.map((row) => `${JSON.stringify(row)}\r\n`).join(""));

describe("a Docker daemon", () => {
  let folder: string;
  let server: Server | undefined;
  const asked: string[] = [];
  beforeEach(() => {
    folder = testFolder();
    asked.length = 0;
  });
  afterEach(() => {
    server?.close().closeAllConnections();
    server = undefined;
  });

  async function daemon(engine: Engine): Promise<string> {
    const socket = path.join(folder, "docker.sock");
    server = createServer((request, response) => {
      const call = `${request.method} ${request.url?.replace(/^\/v[\d.]+/, "")}`;
      asked.push(call);
      const answer = engine[call];
      if (answer) answer(response);
      else json(404, { message: "no such image" })(response);
    }).listen({ path: socket });
    await once(server, "listening");
    return `unix://${socket}`;
  }

  test("that answers a ping is there", async () => {
    const host = await daemon({ "GET /_ping": (response) => response.end("OK") });
    assert.equal(await dockerAnswers(host), true);
  });

  test("is not there behind a missing socket, a closed port, or words that are no address", async () => {
    for (const host of [`unix://${folder}/none.sock`, "tcp://127.0.0.1:1", "over there"])
      assert.equal(await dockerAnswers(host), false, host);
  });

  test("that says nothing is not waited for without end", async () => {
    const host = await daemon({ "GET /_ping": () => undefined });
    assert.equal(await dockerAnswers(host, 50), false);
  });

  test("that has the image is not asked to pull it", async () => {
    const host = await daemon({ "GET /images/node:24-slim/json": json(200, { Id: "sha256:1" }) });
    await requireImage(host, "base", "node:24-slim");
    assert.deepEqual(asked, ["GET /images/node:24-slim/json"]);
  });

  test("that lacks the image pulls it", async () => {
    const host = await daemon({
      "POST /images/create?fromImage=node&tag=24-slim": lines({ status: "Pulling" }, { status: "Done" }),
    });
    await requireImage(host, "base", "node:24-slim");
    assert.equal(asked.length, 2);
  });

  test("whose pull fails, at once or half-way, says why and how to go on", async () => {
    for (const answer of [
      json(404, { message: "manifest for node:0 not found" }),
      lines({ status: "Pulling" }, { error: "manifest for node:0 not found" }),
    ]) {
      const host = await daemon({ "POST /images/create?fromImage=node&tag=0": answer });
      await assert.rejects(requireImage(host, "base", "node:0"), {
        name: "Problem",
        message: /^the image node:0 \(--base\) cannot be had: .*manifest for node:0 not found/,
        remedy: /--base IMAGE/,
      });
      server?.close().closeAllConnections();
    }
  });
});
