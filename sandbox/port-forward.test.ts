import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, test } from "node:test";
import { KubeConfig } from "@kubernetes/client-node";
import { forwardPort } from "./port-forward.ts";

/** An API server's answers by path and query; 404 for all others. */
type Answers = Record<string, object>;
const SERVICE = "/api/v1/namespaces/shop/services/order";
const PODS = "/api/v1/namespaces/shop/pods?labelSelector=app%3Dorder%2Ctier%3Dfront";

describe("a port to a service's pod", () => {
  let server: Server;
  afterEach(() => server.close().closeAllConnections());

  async function cluster(answers: Answers): Promise<KubeConfig> {
    server = createServer((request, response) => {
      const body = answers[request.url ?? ""];
      response.writeHead(body ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify(body ?? {}));
    }).listen({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    const config = new KubeConfig();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    config.loadFromClusterAndUser({ name: "c", server: url, skipTLSVerify: true }, { name: "u" });
    return config;
  }
  const service = { spec: { selector: { app: "order", tier: "front" } } };
  const pod = (name: string, ready: boolean, more: object = {}) => ({
    metadata: { name, ...more },
    status: { conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
  });

  test("is opened on 127.0.0.1 when a pod is ready, and closed again", async () => {
    const forward = await forwardPort(
      await cluster({ [SERVICE]: service, [PODS]: { items: [pod("a", false), pod("b", true)] } }),
      "shop",
      "order",
      50051,
    );
    assert.ok(forward.port > 0);
    forward.close();
  });

  test("is refused while no pod is ready, where they can be looked at", async () => {
    const leaving = pod("c", true, { deletionTimestamp: "2026-01-01T00:00:00Z" });
    const config = await cluster({
      [SERVICE]: service,
      [PODS]: { items: [pod("a", false), { metadata: {} }, leaving] },
    });
    await assert.rejects(forwardPort(config, "shop", "order", 50051), {
      name: "Problem",
      message: "no pod of service order in namespace shop is ready",
      remedy: "Look at them: `kubectl get pods -n shop`.",
    });
  });

  test("is refused where there is no such service", async () => {
    await assert.rejects(forwardPort(await cluster({}), "shop", "order", 50051), {
      name: "Problem",
      message: "service order in namespace shop cannot be looked up: the API server answers 404",
      remedy: /Is the stack up\?/,
    });
  });
});
