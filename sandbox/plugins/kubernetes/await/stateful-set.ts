/** When a StatefulSet's pods are all of the newest revision and ready (official: provider/pkg/await/statefulset.go). */
import { generationOf, isOwnedBy, type KubeObject, numberAt, objectAt, textAt } from "../object.ts";
import { podProblems } from "./pod-problems.ts";
import type { Readiness } from "./readiness.ts";

export type StatefulSetSeen = { statefulSet: KubeObject; pods: KubeObject[] };

export function statefulSetReadiness({ statefulSet, pods }: StatefulSetSeen): Readiness {
  const status = objectAt(statefulSet, "status");
  const wanted = numberAt(statefulSet, "spec", "replicas");
  const ready = numberAt(status, "readyReplicas");
  const current = textAt(status, "currentRevision");
  const target = textAt(status, "updateRevision");
  const firstRollout = generationOf(statefulSet) <= 1;
  const byHand = !firstRollout && textAt(statefulSet, "spec", "updateStrategy", "type") === "OnDelete";
  const seen = numberAt(status, "observedGeneration") >= generationOf(statefulSet);

  const revisionReady = byHand || (current !== "" && current === target);
  const counts = [numberAt(status, "replicas"), ready, ...(byHand ? [] : [numberAt(status, "currentReplicas")])];
  const replicasReady = counts.every((count) => count === wanted);
  if (seen && revisionReady && replicasReady) return { state: "ready", status: "StatefulSet initialization complete" };

  // During a rollout, ready pods may still be of the old revision.
  const counted = revisionReady ? ready : Math.min(ready, numberAt(status, "updatedReplicas"));
  const problems: string[] = [];
  if (!replicasReady) problems.push(`${counted} out of ${wanted} replicas succeeded readiness checks`);
  if (!revisionReady)
    problems.push(`StatefulSet controller failed to advance from revision "${current}" to revision "${target}"`);
  problems.push(...pods.filter((pod) => isOwnedBy(pod, statefulSet)).flatMap(podProblems));
  return { state: "waiting", status: progress(), problems };

  function progress(): string {
    if (firstRollout) return `[1/2] Waiting for StatefulSet to create Pods (${counted}/${wanted} Pods ready)`;
    if (!replicasReady) return `[1/3] Waiting for StatefulSet update to roll out (${counted}/${wanted} Pods ready)`;
    return "[2/3] Waiting for StatefulSet to update .status.currentRevision";
  }
}
