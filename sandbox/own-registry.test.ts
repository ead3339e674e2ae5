import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, test } from "node:test";
import { registryUrl, requireRegistry } from "./own-registry.ts";

describe("the address of a registry", () => {
  for (const [registry, url] of [
    ["ghcr.io/acme", "https://ghcr.io/v2/"],
    ["registry.example:5000/a/b", "https://registry.example:5000/v2/"],
    ["localhost:5000", "http://localhost:5000/v2/"],
    ["127.0.0.1:5000/acme", "http://127.0.0.1:5000/v2/"],
    ["localhost.example", "https://localhost.example/v2/"],
    ["docker.io/acme", "https://registry-1.docker.io/v2/"],
  ] as const)
    test(`${registry} is asked at ${url}`, () => assert.equal(registryUrl(registry).href, url));

  for (const name of ["", "https://ghcr.io", "ghcr.io/acme/", "ghcr.io acme", "ghcr.io:99999", "@:latest"])
    test(`"${name}" is none`, () =>
      assert.throws(() => registryUrl(name), {
        message: `--registry is "${name}": it must be HOST[:PORT][/PATH]`,
        remedy: "Like --registry ghcr.io/acme.",
      }));
});

describe("somebody else's registry", () => {
  let server: Server;
  afterEach(() => server?.close().closeAllConnections());

  async function listening(answer: RequestListener): Promise<string> {
    server = createServer(answer).listen({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const answering = (status: number) => listening((_, response) => response.writeHead(status).end());

  for (const status of [200, 401])
    test(`is one when it answers ${status} to /v2/`, async () => {
      const paths: (string | undefined)[] = [];
      const host = await listening((request, response) => {
        paths.push(request.url);
        response.writeHead(status).end();
      });
      await requireRegistry(`${host}/acme`);
      assert.deepEqual(paths, ["/v2/"]);
    });

  for (const status of [404, 500])
    test(`is none when it answers ${status}`, async () => {
      const host = await answering(status);
      await assert.rejects(requireRegistry(host), {
        message: `the registry ${host} cannot be used: it answers ${status} to /v2/`,
        remedy: /Check its name, that it runs/,
      });
    });

  test("that refuses the connection is named with the reason, also where its name has two addresses", async () => {
    for (const host of ["127.0.0.1:1", "localhost:1"])
      await assert.rejects(requireRegistry(host), {
        name: "Problem",
        message: new RegExp(`^the registry ${host} cannot be used: .*ECONNREFUSED`),
      });
  });

  test("that says nothing is not waited for without end", async () => {
    const host = await listening(() => undefined);
    await assert.rejects(requireRegistry(host, 50), { message: /no answer within 0\.05 s$/ });
  });
});
