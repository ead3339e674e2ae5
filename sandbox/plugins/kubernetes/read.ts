/** The object as it is now: for refresh, for `.get` and for import (official: Read in provider/pkg/provider/provider.go). */
import { InitFailed } from "../rpc/init-failed.ts";
import { type Properties, revealAll, withSecretsOf } from "../rpc/values.ts";
import { checkReady, NotReady } from "./await/await-ready.ts";
import { fromState, toState, withSecretData } from "./checkpoint.ts";
import { fieldManagerFor } from "./field-manager.ts";
import type { Kind } from "./kinds.ts";
import { normalize } from "./normalize.ts";
import { type KubeObject, objectAt, parseQualifiedName, withAt } from "./object.ts";
import { prune } from "./prune.ts";
import type { Session } from "./session.ts";

export type ReadQuestion = { urn: string; id: string; kind: Kind; state: Properties; inputs: Properties };

export type ReadAnswer = { id: string; state: Properties; inputs: Properties };

const GONE: ReadAnswer = { id: "", state: {}, inputs: {} };

export async function read(session: Session, question: ReadQuestion): Promise<ReadAnswer> {
  const { id, kind } = question;
  if (session.cluster.kind === "unreachable") return readUnreachable(session, question, session.cluster.reason);
  const { objects } = session.cluster;

  const old = fromState(question.state);
  const oldInputs = normalize(revealAll(question.inputs));
  const known = Object.keys(oldInputs).length > 0;
  const { apiVersion, kind: kindName } = kind;
  const live = await objects.find({ apiVersion, kind: kindName, ...parseQualifiedName(id) });
  if (!live) return GONE;

  // The inputs that would make the object as it is: so drift shows as a change, and an import needs no inputs at all.
  const plain = known ? prune(live, oldInputs) : importable(live);
  const inputs = withSecretData(withSecretsOf(plain, question.inputs));
  const keep = {
    initialApiVersion: old.initialApiVersion || apiVersion,
    fieldManager: fieldManagerFor(oldInputs, old.fieldManager),
  };
  const state = toState(live, inputs, keep);
  try {
    if (known) await checkReady(objects, live, oldInputs);
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    throw new InitFailed({ id, properties: state, inputs, reasons: [error.message, ...error.problems] });
  }
  return { id, state, inputs };
}

function readUnreachable(session: Session, { urn, id, state, inputs }: ReadQuestion, reason: string): ReadAnswer {
  session.log(urn, "warning", `configured Kubernetes cluster is unreachable: ${reason}`);
  if (session.settings.deleteUnreachable) return GONE;
  if (session.settings.skipUpdateUnreachable) return { id, state, inputs };
  throw new Error(
    "failed to read resource state due to unreachable cluster. If the cluster was deleted, you can remove this resource " +
      'from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"',
  );
}

/** Without what only the server writes. */
function importable({ status: _, ...live }: KubeObject): KubeObject {
  const annotations = { ...objectAt(live, "metadata", "annotations") };
  delete annotations["deployment.kubernetes.io/revision"];
  delete annotations["kubectl.kubernetes.io/last-applied-configuration"];
  const kept = Object.keys(annotations).length > 0 ? annotations : undefined;
  return normalize(withAt(live, ["metadata", "annotations"], kept));
}
