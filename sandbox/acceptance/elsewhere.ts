/** A PostgreSQL of somebody else on the sandbox's cluster, for stacks whose databases are given by URL. It keeps nothing. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Clone } from "./clone.ts";

const NAMESPACE = "elsewhere";
const LABELS = { app: "postgres" };
const START = [
  "set -e",
  "initdb -D /tmp/data -U postgres --auth=trust > /dev/null",
  'echo "host all all all trust" >> /tmp/data/pg_hba.conf',
  'for name in order payment processor; do echo "CREATE DATABASE \\"$name\\"" | postgres --single -D /tmp/data postgres > /dev/null; done',
  "exec postgres -D /tmp/data -c listen_addresses='*' -c unix_socket_directories=",
].join("\n");

/** Starts it, and gives the URL of a database in it. */
export async function databasesElsewhere(clone: Clone, image: string): Promise<(name: string) => string> {
  const metadata = { name: "postgres", namespace: NAMESPACE };
  const container = {
    name: "postgres",
    image,
    command: ["sh", "-c", START],
    ports: [{ containerPort: 5432 }],
    readinessProbe: { tcpSocket: { port: 5432 } },
  };
  const items = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        selector: { matchLabels: LABELS },
        template: { metadata: { labels: LABELS }, spec: { containers: [container] } },
      },
    },
    { apiVersion: "v1", kind: "Service", metadata, spec: { selector: LABELS, ports: [{ port: 5432 }] } },
  ];
  const file = path.join(clone.folder, ".sandbox", "elsewhere.json");
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  await clone.kubectl("apply", "-f", file);
  await clone.kubectl("rollout", "status", "deployment/postgres", "-n", NAMESPACE, "--timeout=60s");
  return (name) => `postgres://postgres:unused@postgres.${NAMESPACE}.svc.cluster.local:5432/${name}`;
}

export const removeElsewhere = (clone: Clone) => clone.kubectl("delete", "namespace", NAMESPACE);
