import assert from "node:assert/strict";
import test from "node:test";
import { Autoscaling, Monitoring, Resources } from "../settings.ts";
import { type PodArgs, podTemplate } from "./pod.ts";

function pod(changes: Partial<PodArgs> = {}) {
  return podTemplate({
    service: "order",
    image: "r.io/order@sha256:0",
    settings: '{"logLevel":"info"}',
    liveSettings: "order-live",
    secrets: { name: "order-secrets-1a2b3c4d", keys: ["HOLDFAST_DATABASE_URL"] },
    serviceAccount: "order",
    pods: { replicas: 2, autoscaling: Autoscaling.parse({}), resources: Resources.parse({}), rolloutSeconds: 300 },
    monitoring: Monitoring.parse({}),
    drainMs: 10_000,
    ...changes,
  });
}

/** Has at least this in it. */
function holds(found: unknown, expected: object): void {
  assert.partialDeepStrictEqual(found, expected);
}

test("a pod is what the restricted pod security standard asks for, with a root file system that it cannot write", () => {
  holds(pod(), {
    spec: {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: "RuntimeDefault" } },
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

test("start and life are probed by the whole server's health, readiness by its own service", () => {
  holds(pod(), {
    spec: {
      containers: [
        {
          startupProbe: { grpc: { port: 50051 } },
          livenessProbe: { grpc: { port: 50051 } },
          readinessProbe: { grpc: { port: 50051, service: "readiness" } },
        },
      ],
    },
  });
});

test("static settings and the pod's name are in the environment", () => {
  holds(pod(), {
    spec: {
      containers: [
        {
          env: [
            { name: "HOLDFAST_SETTINGS", value: '{"logLevel":"info"}' },
            { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
          ],
        },
      ],
    },
  });
});

test("what is secret comes from the Secret, and its name alone is in the template", () => {
  const { containers } = Object(pod().spec);
  assert.deepEqual(containers[0].env.at(-1), {
    name: "HOLDFAST_DATABASE_URL",
    valueFrom: { secretKeyRef: { name: "order-secrets-1a2b3c4d", key: "HOLDFAST_DATABASE_URL" } },
  });
});

test("live settings are mounted as a folder: a mounted file would never be updated", () => {
  holds(pod(), {
    spec: {
      containers: [{ volumeMounts: [{ mountPath: "/etc/holdfast/live", readOnly: true }] }],
      volumes: [{ configMap: { name: "order-live" } }],
    },
  });
  assert.ok(!JSON.stringify(pod()).includes("subPath"));
});

test("a pod that stops has time to be forgotten and then to drain", () => {
  holds(pod({ drainMs: 10_000 }), {
    spec: { terminationGracePeriodSeconds: 20, containers: [{ lifecycle: { preStop: { sleep: { seconds: 5 } } } }] },
  });
  holds(pod({ drainMs: 1_500 }), { spec: { terminationGracePeriodSeconds: 12 } });
});

test("there is no limit of CPU unless one is set", () => {
  const sized = (resources: object) =>
    pod({
      pods: {
        replicas: 1,
        autoscaling: Autoscaling.parse({}),
        resources: Resources.parse(resources),
        rolloutSeconds: 300,
      },
    });
  holds(sized({}), {
    spec: { containers: [{ resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "512Mi" } } }] },
  });
  assert.ok(!JSON.stringify(sized({})).includes('"limits":{"cpu"'));
  holds(sized({ cpuLimit: "1" }), { spec: { containers: [{ resources: { limits: { cpu: "1" } } }] } });
});

test("monitoring and logging agents find what they look for, unless it is switched off", () => {
  holds(pod(), {
    metadata: {
      annotations: {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "9464",
        "prometheus.io/path": "/metrics",
        "fluentbit.io/parser": "json",
      },
    },
  });
  const monitoring = { scrapeAnnotations: false, logAnnotations: false, podAnnotations: { "acme.com/team": "shop" } };
  assert.deepEqual(pod({ monitoring }).metadata, {
    labels: { "app.kubernetes.io/name": "order", "app.kubernetes.io/part-of": "holdfast" },
    annotations: { "kubectl.kubernetes.io/default-container": "order", "acme.com/team": "shop" },
  });
});
