/** When a Deployment's newest ReplicaSet has taken over (official: provider/pkg/await/deployment.go). */
import {
  annotationOf,
  generationOf,
  isOwnedBy,
  type KubeObject,
  listAt,
  nameOf,
  numberAt,
  objectAt,
  textAt,
} from "../object.ts";
import { podProblems } from "./pod-problems.ts";
import type { Readiness } from "./readiness.ts";

export type DeploymentSeen = {
  deployment: KubeObject;
  /** All of the namespace; whose they are is told by their owners. */
  replicaSets: KubeObject[];
  pods: KubeObject[];
  claims: KubeObject[];
};

const REVISION = "deployment.kubernetes.io/revision";

export function deploymentReadiness(seen: DeploymentSeen): Readiness {
  const { deployment } = seen;
  if (numberAt(deployment, "status", "observedGeneration") < generationOf(deployment))
    return {
      state: "waiting",
      status: "Waiting for the Deployment controller to see the change",
      problems: ["Minimum number of live Pods was not attained"],
    };

  const revision = annotationOf(deployment, REVISION);
  const replicaSet = seen.replicaSets.find(
    (each) => isOwnedBy(each, deployment) && revision !== "" && annotationOf(each, REVISION) === revision,
  );
  const wanted = replicaSet ? (objectAt(replicaSet, "spec").replicas ?? 1) : 0;
  const ready = numberAt(replicaSet, "status", "readyReplicas");

  const available = conditionOf(deployment, "Available").status === "True";
  const progressing = conditionOf(deployment, "Progressing");
  const rolledOut = progressing.status === "True" && progressing.reason === "NewReplicaSetAvailable";
  const replicasReady = replicaSet !== undefined && ready >= Number(wanted);
  const unbound = unboundClaims(seen);

  if (available && (revision === "1" || rolledOut) && replicasReady && unbound.length === 0)
    return { state: "ready", status: "Deployment initialization complete" };

  const problems = conditionProblems(deployment);
  if (unbound.length > 0) problems.push(`Failed to bind PersistentVolumeClaim(s): "${unbound.join(",")}"`);
  if (!available) problems.push("Minimum number of live Pods was not attained");
  else if (revision !== "1" && !rolledOut)
    problems.push("Minimum number of Pods to consider the application live was not attained");
  else if (!replicasReady)
    problems.push(
      revision === "1"
        ? "Minimum number of Pods to consider the application live was not attained"
        : "Attempted to roll forward to new ReplicaSet, but minimum number of Pods did not become live",
    );
  const podTroubles = seen.pods.filter((pod) => isOwnedBy(pod, replicaSet)).flatMap(podProblems);
  problems.push(...podTroubles);
  const [trouble] = [
    ...conditionProblems(deployment, "Progressing"),
    ...podTroubles.filter((text) => text.includes(" -- ")),
  ];
  const progress = `Waiting for app ReplicaSet to be available (${ready}/${wanted} Pods available)`;
  return { state: "waiting", status: trouble ?? progress, problems };
}

function conditionOf(deployment: KubeObject, type: string) {
  return listAt(deployment, "status", "conditions").find((each) => each.type === type) ?? {};
}

function conditionProblems(deployment: KubeObject, ...types: string[]): string[] {
  const wanted = types.length > 0 ? types : ["Progressing", "Available"];
  return wanted
    .map((type) => conditionOf(deployment, type))
    .filter((condition) => condition.status === "False" && condition.reason !== undefined)
    .map((condition) => `[${textAt(condition, "reason")}] ${textAt(condition, "message")}`);
}

function unboundClaims({ deployment, claims }: DeploymentSeen): string[] {
  const named = listAt(deployment, "spec", "template", "spec", "volumes")
    .map((volume) => textAt(volume, "persistentVolumeClaim", "claimName"))
    .filter((name) => name !== "");
  return claims
    .filter((claim) => named.includes(nameOf(claim)) && textAt(claim, "status", "phase") !== "Bound")
    .map(nameOf);
}
