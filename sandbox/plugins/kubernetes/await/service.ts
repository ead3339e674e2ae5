/** When a Service has pods behind it, and an address where it needs one (official: provider/pkg/await/service.go). */
import { type KubeObject, listAt, objectAt, textAt } from "../object.ts";
import type { Readiness } from "./readiness.ts";

export type ServiceSeen = {
  service: KubeObject;
  /** The v1 Endpoints of the Service's name. */
  endpoints: KubeObject | undefined;
  /** How long they have been as they are now. */
  unchangedMs: number;
};

/** Endpoints come one by one; after this long without a change they are taken to be all. */
export const SETTLED_MS = 10_000;

export function serviceReadiness({ service, endpoints, unchangedMs }: ServiceSeen): Readiness {
  const balanced = textAt(service, "spec", "type") === "LoadBalancer";
  const hasAddress = !balanced || listAt(service, "status", "loadBalancer", "ingress").length > 0;
  const subsets = listAt(endpoints, "subsets");
  const hasPods =
    !selectsPods(service) ||
    (subsets.length > 0 && subsets.every((each) => listAt(each, "notReadyAddresses").length === 0));
  const settled = !selectsPods(service) || unchangedMs >= SETTLED_MS;
  if (hasAddress && hasPods && settled) return { state: "ready", status: "Service initialization complete" };

  const problems: string[] = [];
  if (!hasPods)
    problems.push(
      "Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match labels on any Pods",
    );
  if (!hasAddress) problems.push("Service was not allocated an IP address; does your cloud provider support this?");
  const status =
    hasPods && settled
      ? "[2/3] Attempting to allocate IP address to Service"
      : "[1/3] Finding Pods to direct traffic to";
  return { state: "waiting", status, problems };
}

function selectsPods(service: KubeObject): boolean {
  const headless = textAt(service, "spec", "clusterIP") === "None";
  const elsewhere = textAt(service, "spec", "type") === "ExternalName";
  return !headless && !elsewhere && Object.keys(objectAt(service, "spec", "selector")).length > 0;
}
