/** Taking an object away, and waiting until it is gone (official: Deletion in provider/pkg/await/await.go). */
import type { Properties } from "../rpc/values.ts";
import { propagationOf, skipsAwait, timeoutMsOf } from "./annotations.ts";
import { isNotFound } from "./api/api-error.ts";
import { goneReadiness } from "./await/deleted.ts";
import { waitUntilReady } from "./await/wait.ts";
import { fromState } from "./checkpoint.ts";
import type { Kind } from "./kinds.ts";
import { parseQualifiedName, textAt } from "./object.ts";
import type { Session } from "./session.ts";

export type DeleteQuestion = { urn: string; id: string; kind: Kind; state: Properties; customTimeoutSeconds: number };

const DEFAULT_TIMEOUT_MS = 10 * 60_000;

/** For these, skipAwait means the deletion too. */
const SKIPPABLE = ["Namespace", "Deployment", "StatefulSet"];

export async function remove(session: Session, question: DeleteQuestion): Promise<void> {
  const { urn, id, kind } = question;
  if (session.cluster.kind === "unreachable") return removeUnreachable(session, urn, session.cluster.reason);
  const { objects } = session.cluster;
  const { inputs } = fromState(question.state);
  const reference = { apiVersion: kind.apiVersion, kind: kind.kind, ...parseQualifiedName(id) };
  const found = await objects.find(reference);
  if (!found) return;
  try {
    await objects.delete(reference, propagationOf(inputs));
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  if (skipsAwait(inputs) && SKIPPABLE.includes(kind.kind)) return;

  const uid = textAt(found, "metadata", "uid");
  const waited = await waitUntilReady({
    look: async () => goneReadiness(await objects.find(reference), uid),
    timeoutMs: timeoutMsOf(inputs, question.customTimeoutSeconds, DEFAULT_TIMEOUT_MS),
    clock: session.clock,
    signal: session.cancelled,
    tell: (status) => void session.status(urn, status),
  });
  if (waited.end === "ready") return session.status(urn, "");
  const why = waited.problems.map((problem) => `: ${problem}`).join("");
  throw new Error(
    waited.end === "timeout"
      ? `timed out waiting for deletion of ${kind.kind} "${id}"${why}`
      : `Resource operation was cancelled for "${reference.name}"${why}`,
  );
}

function removeUnreachable(session: Session, urn: string, reason: string): void {
  session.log(urn, "warning", `configured Kubernetes cluster is unreachable: ${reason}`);
  if (session.settings.deleteUnreachable) return;
  throw new Error(
    "configured Kubernetes cluster is unreachable. If the cluster was deleted, you can remove this resource from Pulumi " +
      'state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"',
  );
}
