/** Metrics of a process, and the page that Prometheus reads them from. */
import { createServer } from "node:http";
import { collectDefaultMetrics, Registry } from "prom-client";
import type { App } from "./lifecycle.ts";
import { listening } from "./listening.ts";
import type { ListenAddress } from "./server-settings.ts";

/** A registry that has the metrics of the process itself: CPU, memory, event loop, garbage collection. */
export function processMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Serves `GET /metrics`. `port` is the one in use, also if 0 was asked for. */
export async function serveMetrics(registry: Registry, listen: ListenAddress): Promise<App & { port: number }> {
  const server = createServer(async (request, response) => {
    const path = request.url?.split("?", 1)[0];
    if (path !== "/metrics" || !["GET", "HEAD"].includes(request.method ?? "")) {
      response.writeHead(404).end("GET /metrics\n");
      return;
    }
    try {
      const page = await registry.metrics();
      response.writeHead(200, { "content-type": registry.contentType }).end(page);
    } catch (error) {
      response.writeHead(500).end(`${error instanceof Error ? error.message : error}\n`);
    }
  });
  const port = await listening("metrics", listen, (ready, failed) => {
    server.once("error", failed);
    server.listen(listen.port, listen.host, () => {
      const address = server.address();
      ready(typeof address === "object" && address !== null ? address.port : listen.port);
    });
  });
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
