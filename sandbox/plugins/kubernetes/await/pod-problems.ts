/** Why a pod is not ready, in the words of its conditions and containers (official: provider/pkg/await/checker/pod). */
import type { Properties } from "../../rpc/values.ts";
import { type KubeObject, listAt, nameOf, namespaceOf, numberAt, objectAt, textAt } from "../object.ts";

export function podProblems(pod: KubeObject): string[] {
  const conditions = listAt(pod, "status", "conditions");
  for (const type of ["PodScheduled", "Initialized", "Ready"]) {
    const condition = conditions.find((each) => each.type === type);
    // What comes later cannot be so before what comes first.
    if (!condition) return [];
    if (condition.status !== "True" && textAt(pod, "status", "phase") !== "Succeeded")
      return problemsOf(pod, condition);
  }
  return [];
}

function problemsOf(pod: KubeObject, condition: Properties): string[] {
  const message = textAt(condition, "reason") !== "" ? textAt(condition, "message") : "";
  if (condition.type === "PodScheduled") return message === "" ? [] : [`[Pod ${podName(pod)}]: ${message}`];
  const kinds = ["containerStatuses", "initContainerStatuses"];
  const containers = kinds.flatMap((kind) => listAt(pod, "status", kind)).flatMap(containerProblems);
  if (message === "" && containers.length === 0) return [];
  return [`[Pod ${podName(pod)}]: ${message}${containers.map((problem) => ` -- ${problem}`).join("")}`];
}

const podName = (pod: KubeObject) =>
  [namespaceOf(pod), nameOf(pod)].filter((part) => part !== "" && part !== "default").join("/");

function containerProblems(status: Properties): string[] {
  if (status.ready === true) return [];
  const problems: string[] = [];
  const waiting = objectAt(status, "state", "waiting");
  const reason = textAt(waiting, "reason");
  if (reason !== "" && reason !== "ContainerCreating" && reason !== "PodInitializing")
    problems.push(`[${reason}] ${trimPullMessage(textAt(waiting, "message"))}`);
  const terminated = objectAt(status, "state", "terminated");
  if (textAt(terminated, "reason") !== "" && terminated.exitCode !== 0)
    problems.push(terminatedProblem(status, terminated));
  const last = objectAt(status, "lastState", "terminated");
  if (textAt(last, "finishedAt") !== "")
    problems.push(
      `container "${textAt(status, "name")}" terminated at ${textAt(last, "finishedAt")} ` +
        `(${textAt(last, "reason")}: exit code ${numberAt(last, "exitCode")})`,
    );
  return problems;
}

function terminatedProblem(status: Properties, terminated: Properties): string {
  const message = textAt(terminated, "message");
  if (message !== "") return `[${textAt(terminated, "reason")}] ${trimPullMessage(message)}`;
  return `container "${textAt(status, "name")}" completed with exit code ${numberAt(terminated, "exitCode")}`;
}

function trimPullMessage(message: string): string {
  return message
    .replace(/^rpc error: code = Unknown desc = Error response from daemon: /, "")
    .replace(/: manifest unknown$/, "");
}
