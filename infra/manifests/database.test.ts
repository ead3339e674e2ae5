import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { testFolder } from "../../services/shared/test-folder.ts";
import { Autoscaling, DatabaseSettings, Resources } from "../settings.ts";
import { testCheckout } from "../test-checkout.ts";
import {
  databaseClaimSpec,
  databasePolicySpec,
  databaseServiceSpec,
  databaseSpec,
  maxConnections,
} from "./database.ts";

function server(settings: object = {}, specOf = databaseSpec) {
  return specOf({
    name: "payment-database",
    databases: ["payment", "processor"],
    settings: DatabaseSettings.parse(settings),
    secret: "payment-database-password-1a2b3c4d",
    claim: "payment-database",
    maxConnections: 60,
  });
}

/** Has at least this in it. */
function holds(found: unknown, expected: object): void {
  assert.partialDeepStrictEqual(found, expected);
}

test("a server is one pod, found by its labels", () => {
  holds(server(), {
    replicas: 1,
    serviceName: "payment-database",
    selector: { matchLabels: { "app.kubernetes.io/name": "payment-database" } },
    template: { metadata: { labels: { "app.kubernetes.io/name": "payment-database" } } },
  });
});

test("its pod is what the restricted pod security standard asks for, with a root file system that it cannot write", () => {
  holds(server().template, {
    spec: {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 999, fsGroup: 999, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    },
  });
});

test("it takes its password from a Secret, its data from the claim, and its databases and connections from the stack", () => {
  const template = Object(server().template);
  const [container] = template.spec.containers;
  assert.deepEqual(template.spec.volumes, [{ name: "data", persistentVolumeClaim: { claimName: "payment-database" } }]);
  assert.deepEqual(container.volumeMounts, [{ name: "data", mountPath: "/var/lib/holdfast" }]);
  holds(container.env, [
    { name: "PGDATA", value: "/var/lib/holdfast/data" },
    { name: "ROLE", value: "holdfast" },
    { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "payment-database-password-1a2b3c4d", key: "password" } } },
    { name: "DATABASES", value: "payment processor" },
    { name: "TERMINATION_LOG", value: "/dev/termination-log" },
  ]);
  assert.equal(container.terminationMessagePath, "/dev/termination-log");
  assert.ok(container.args.includes("max_connections=60"));
});

test("its volume is nowhere near those that official images declare, which are mounted empty over it or inside it", () => {
  const [container] = Object(server().template).spec.containers;
  const [{ mountPath }] = container.volumeMounts;
  // Up to 17, and from 18 on.
  for (const declared of ["/var/lib/postgresql/data", "/var/lib/postgresql"])
    assert.ok(!`${mountPath}/`.startsWith(`${declared}/`) && !`${declared}/`.startsWith(`${mountPath}/`), declared);
});

test("what is committed is on disk", () => {
  assert.doesNotMatch(JSON.stringify(server()), /fsync|synchronous_commit|full_page_writes/);
});

test("a checkout with CRLF gives the same server as one with LF", async () => {
  for (const lineEnd of ["\n", "\r\n"] as const) {
    const file = path.join(testCheckout(testFolder(), lineEnd), "infra", "manifests", "database.ts");
    const { databaseSpec: specOf } = await import(pathToFileURL(file).href);
    assert.deepEqual(server({}, specOf), server());
  }
});

test("a pod that stops ends its sessions first, so that it does not wait for them", () => {
  holds(server().template, {
    spec: { containers: [{ lifecycle: { preStop: { exec: { command: ["sh", "-c", "kill -INT 1"] } } } }] },
  });
});

test("the claim asks for the stack's size, of the stack's class or else of the cluster's", () => {
  const requests = { storage: "5Gi" };
  assert.deepEqual(databaseClaimSpec(DatabaseSettings.parse({ storage: "5Gi" })), {
    accessModes: ["ReadWriteOnce"],
    resources: { requests },
  });
  holds(databaseClaimSpec(DatabaseSettings.parse({ storageClass: "fast" })), { storageClassName: "fast" });
});

test("only one service reaches it, on PostgreSQL's port, at the pod's own address", () => {
  assert.deepEqual(databasePolicySpec("order-database", "order"), {
    podSelector: { matchLabels: { "app.kubernetes.io/name": "order-database" } },
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "order" } } }],
        ports: [{ protocol: "TCP", port: 5432 }],
      },
    ],
  });
  holds(databaseServiceSpec("order-database"), { clusterIP: "None", ports: [{ port: 5432 }] });
});

test("it takes the full pools of all pods that there can be during a roll, and some more", () => {
  const pods = { replicas: 3, resources: Resources.parse({}), rolloutSeconds: 300 };
  assert.equal(maxConnections({ ...pods, autoscaling: Autoscaling.parse({ enabled: false }) }, 10, 1), 4 * 10 + 10);
  assert.equal(maxConnections({ ...pods, autoscaling: Autoscaling.parse({ maxReplicas: 8 }) }, 5, 2), 10 * 5 * 2 + 10);
});
