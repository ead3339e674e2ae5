/** Making an object (official: Create in provider/pkg/provider/provider.go, Creation in provider/pkg/await/await.go). */
import { InitFailed } from "../rpc/init-failed.ts";
import { hasUnknowns, type Properties, redact, revealAll } from "../rpc/values.ts";
import { forcesPatch } from "./annotations.ts";
import {
  isAlreadyExists,
  isDryRunUnsupported,
  isForbidden,
  isNamespaceNotFound,
  isNotFound,
  NoSuchKind,
} from "./api/api-error.ts";
import { type Objects, referenceTo } from "./api/objects.ts";
import { awaitReady, NotReady } from "./await/await-ready.ts";
import { toState } from "./checkpoint.ts";
import { CREATOR, fieldManagerFor } from "./field-manager.ts";
import { type KubeObject, qualifiedName, textAt } from "./object.ts";
import { objectsOfCluster, type Session } from "./session.ts";

export type CreateQuestion = {
  urn: string;
  /** Checked, with their marks of secrets. */
  inputs: Properties;
  customTimeoutSeconds: number;
  preview: boolean;
};

export type Created = { id: string; state: Properties };

export async function create(session: Session, question: CreateQuestion): Promise<Created> {
  const { inputs, urn, preview } = question;
  const object = revealAll(inputs);
  if (preview && (hasUnknowns(inputs) || session.cluster.kind === "unreachable")) return { id: "", state: inputs };

  const objects = objectsOfCluster(session);
  const manager = fieldManagerFor(object, "");
  const keep = { initialApiVersion: textAt(object, "apiVersion"), fieldManager: manager };
  let live: KubeObject;
  try {
    live = await makeWithPatience(session, question, () => make(session, objects, object, manager, preview));
  } catch (error) {
    if (preview && cannotPreview(error)) return { id: "", state: inputs };
    throw new Error(redact(failureText(error, urn, object), inputs), { cause: error });
  }
  // An empty status would look like a known one.
  if (preview) return { id: "", state: toState(withoutStatus(live), inputs, keep) };

  const id = qualifiedName(live);
  try {
    await awaitReady(session, objects, live, { ...question, inputs: object });
  } catch (error) {
    const reason =
      `resource "${urn}" was successfully created, but the Kubernetes API server reported that it failed to ` +
      `fully initialize or become live: ${error instanceof Error ? error.message : String(error)}`;
    const reasons = [reason, ...(error instanceof NotReady ? error.problems : [])].map((text) => redact(text, inputs));
    const latest = await objects.find(referenceTo(live)).catch(() => undefined);
    throw new InitFailed({ id, properties: toState(latest ?? live, inputs, keep), reasons });
  }
  // Its status has changed while it became ready. That it exists must not be forgotten when this look fails.
  const latest = await objects.find(referenceTo(live)).catch(() => undefined);
  return { id, state: toState(latest ?? live, inputs, keep) };
}

/** A plain POST, so that an object that exists already is not overwritten; unless the provider says so. */
function make(session: Session, objects: Objects, object: KubeObject, manager: string, dryRun: boolean) {
  const { upsertExistingObjects, enablePatchForce } = session.settings;
  if (!upsertExistingObjects) return objects.create(object, { manager: CREATOR, dryRun });
  const force = dryRun || enablePatchForce || forcesPatch(object);
  return objects.apply(object, { manager, force, dryRun });
}

const RETRIES = 5;
const FIRST_PAUSE_MS = 1_000;

/** The namespace may come a moment later than the engine thinks. */
async function makeWithPatience(session: Session, question: CreateQuestion, attempt: () => Promise<KubeObject>) {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      const hopeless =
        !(isNotFound(error) || error instanceof NoSuchKind) || tried > RETRIES || session.cancelled.aborted;
      if (hopeless || (question.preview && isNamespaceNotFound(error))) throw error;
      void session.status(
        question.urn,
        `Retry #${tried}; creation failed: ${error instanceof Error ? error.message : error}`,
      );
      await session.clock.sleep(FIRST_PAUSE_MS * 2 ** (tried - 1), session.cancelled);
    }
  }
}

/** What a dry run is refused for although the update itself may well work. */
function cannotPreview(error: unknown): boolean {
  return (
    error instanceof NoSuchKind ||
    isForbidden(error) ||
    isDryRunUnsupported(error) ||
    isAlreadyExists(error) ||
    isNamespaceNotFound(error)
  );
}

function failureText(error: unknown, urn: string, object: KubeObject): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NoSuchKind)
    return (
      `creation of resource ${qualifiedName(object)} failed because the Kubernetes API server reported that the ` +
      `apiVersion for this resource does not exist. Verify that any required CRDs have been created: ${message}`
    );
  const failure = `resource "${urn}" was not successfully created by the Kubernetes API server: ${message}`;
  if (!isAlreadyExists(error)) return failure;
  return `${failure}

The resource already exists in the cluster. This can happen when:
  - it was renamed or moved in the program: give it an alias with the old name or parent
  - it is replaced under the same name: set deleteBeforeReplace
  - something else owns it: change it with the Patch kind, or take it over with \`pulumi import\`
  - it may be overwritten: set upsertExistingObjects on the provider`;
}

function withoutStatus({ status: _, ...object }: KubeObject): KubeObject {
  return object;
}
