import assert from "node:assert/strict";
import { test } from "node:test";
import type { Properties } from "../../rpc/values.ts";
import { SETTLED_MS, serviceReadiness } from "./service.ts";

const SELECTOR = { app: "order" };
const READY = { subsets: [{ addresses: [{ ip: "10.0.0.1" }] }] };

const readiness = (spec: Properties, endpoints: Properties | undefined, unchangedMs: number, status: Properties = {}) =>
  serviceReadiness({ service: { spec, status }, endpoints, unchangedMs });

test("a Service is ready when its endpoints have been the same for ten seconds", () => {
  assert.equal(readiness({ selector: SELECTOR }, READY, SETTLED_MS - 1).state, "waiting");
  assert.deepEqual(readiness({ selector: SELECTOR }, READY, SETTLED_MS), {
    state: "ready",
    status: "Service initialization complete",
  });
});

test("without pods behind it, it says what may be wrong", () => {
  assert.deepEqual(readiness({ selector: SELECTOR }, { subsets: [] }, SETTLED_MS), {
    state: "waiting",
    status: "[1/3] Finding Pods to direct traffic to",
    problems: [
      "Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match labels on any Pods",
    ],
  });
});

test("a pod that is not ready is waited for", () => {
  const half = { subsets: [{ addresses: [{ ip: "10.0.0.1" }], notReadyAddresses: [{ ip: "10.0.0.2" }] }] };
  assert.equal(readiness({ selector: SELECTOR }, half, SETTLED_MS).state, "waiting");
});

test("headless, without a selector, or a name of something else: ready at once", () => {
  const specs: Properties[] = [
    { clusterIP: "None", selector: SELECTOR },
    {},
    { type: "ExternalName", selector: SELECTOR },
  ];
  for (const spec of specs) assert.equal(readiness(spec, undefined, 0).state, "ready");
});

test("a LoadBalancer needs an address too", () => {
  const spec = { type: "LoadBalancer", selector: SELECTOR };
  assert.deepEqual(readiness(spec, READY, SETTLED_MS), {
    state: "waiting",
    status: "[2/3] Attempting to allocate IP address to Service",
    problems: ["Service was not allocated an IP address; does your cloud provider support this?"],
  });
  assert.equal(readiness(spec, READY, SETTLED_MS, { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } }).state, "ready");
});
