/** When a PersistentVolumeClaim has its volume, or can have none before a pod wants it. */
import { type KubeObject, textAt } from "../object.ts";
import type { Readiness } from "./readiness.ts";

export type ClaimSeen = { claim: KubeObject; storageClass: KubeObject | undefined };

export function claimReadiness({ claim, storageClass }: ClaimSeen): Readiness {
  const phase = textAt(claim, "status", "phase");
  if (phase === "Bound") return { state: "ready" };
  if (phase === "Pending" && textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer")
    return { state: "ready", status: "PersistentVolumeClaim waits for its first consumer" };
  return {
    state: "waiting",
    status: "Waiting for PersistentVolumeClaim to be bound",
    problems: [`PersistentVolumeClaim is not bound: it is ${phase || "not yet seen by the controller"}`],
  };
}
