/** For tests: an API server that has what it is given, on a real port, and a kubeconfig for it. */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

export type TestCluster = { kubeconfig: string; close: () => Promise<void> };

/** `answers` are by path; a number is the status of a refusal, and what is not there is 404. The kubeconfig is put into `folder`. */
export function startTestCluster(folder: string, answers: Record<string, object | number>): Promise<TestCluster> {
  return serve(folder, ({ url = "" }, response) => {
    const answer = answers[url] ?? 404;
    response.setHeader("content-type", "application/json");
    if (typeof answer === "number") response.statusCode = answer;
    response.end(JSON.stringify(typeof answer === "number" ? { kind: "Status", code: answer } : answer));
  });
}

export async function serve(folder: string, listener: RequestListener): Promise<TestCluster> {
  const server = createServer(listener).listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const kubeconfig = path.join(folder, "config");
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "c",
          cluster: {
            server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            "insecure-skip-tls-verify": true,
          },
        },
      ],
      users: [{ name: "u", user: {} }],
      contexts: [{ name: "kind-kind", context: { cluster: "c", user: "u" } }],
      "current-context": "another",
    }),
  );
  return {
    kubeconfig,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
