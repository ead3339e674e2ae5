/** Changing an object by server-side apply (official: Update in provider/pkg/provider/provider.go and provider/pkg/await/await.go). */
import { InitFailed } from "../rpc/init-failed.ts";
import { hasUnknowns, type Properties, redact, revealAll } from "../rpc/values.ts";
import { forcesPatch } from "./annotations.ts";
import { isConflict, isForbidden, NoSuchKind } from "./api/api-error.ts";
import { type Objects, referenceTo } from "./api/objects.ts";
import { awaitReady, NotReady } from "./await/await-ready.ts";
import { fromState, toState } from "./checkpoint.ts";
import { fieldManagerFor, takeOverPatch, wasCreatedByPulumi, withIgnoredFields } from "./field-manager.ts";
import { normalize } from "./normalize.ts";
import { type KubeObject, listAt, nameOf, namespaceOf, qualifiedName } from "./object.ts";
import { objectsOfCluster, type Session } from "./session.ts";

export type UpdateQuestion = {
  urn: string;
  oldState: Properties;
  /** Checked, with their marks of secrets. */
  inputs: Properties;
  ignoreChanges: string[];
  customTimeoutSeconds: number;
  preview: boolean;
};

export async function update(session: Session, question: UpdateQuestion): Promise<Properties> {
  const { inputs, preview } = question;
  if (preview && (hasUnknowns(inputs) || session.cluster.kind === "unreachable")) return inputs;

  const objects = objectsOfCluster(session);
  const object = normalize(revealAll(inputs));
  const old = fromState(question.oldState);
  const manager = fieldManagerFor(object, old.fieldManager);
  const keep = { initialApiVersion: old.initialApiVersion, fieldManager: manager };
  try {
    const changed = await applyTo(session, objects, object, manager, question);
    if (preview) return toState(changed, inputs, keep);
    await awaitReady(session, objects, changed, { ...question, inputs: object });
    if (old.fieldManager !== "" && old.fieldManager !== manager) await giveUp(objects, object, old.fieldManager);
    const latest = await objects.find(referenceTo(changed)).catch(() => undefined);
    return toState(latest ?? changed, inputs, keep);
  } catch (error) {
    if (preview && isForbidden(error)) return inputs;
    throw await failureOf(error, objects, object, question, keep);
  }
}

async function applyTo(
  session: Session,
  objects: Objects,
  object: KubeObject,
  manager: string,
  { preview, ignoreChanges }: UpdateQuestion,
): Promise<KubeObject> {
  const found = await objects.get(referenceTo(object));
  const live = preview ? found : await takeOver(objects, found, manager);
  const force =
    session.settings.enablePatchForce ||
    forcesPatch(object) ||
    listAt(live, "metadata", "managedFields").length === 0 ||
    (preview && wasCreatedByPulumi(live));
  const wanted = withIgnoredFields(object, live, ignoreChanges, manager);
  try {
    return await objects.apply(wanted, { manager, force, dryRun: preview });
  } catch (error) {
    throw isConflict(error) ? new ApplyConflict(manager, error) : error;
  }
}

class ApplyConflict extends Error {
  constructor(manager: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      "Server-Side Apply field conflict detected. See https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/" +
        "managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources for troubleshooting help.\n" +
        `The resource managed by field manager "${manager}" had an apply conflict: ${reason}`,
      { cause },
    );
  }
}

const TAKE_OVER_TRIES = 5;

/** Controllers write to the object too, so that the version that the patch asks for may be gone. */
async function takeOver(objects: Objects, found: KubeObject, manager: string): Promise<KubeObject> {
  let live = found;
  for (let tried = 1; ; tried++) {
    const patch = takeOverPatch(live, manager);
    if (!patch) return live;
    try {
      return await objects.jsonPatch(referenceTo(live), patch);
    } catch (error) {
      if (!isConflict(error) || tried >= TAKE_OVER_TRIES) throw error;
      live = await objects.get(referenceTo(live));
    }
  }
}

/** An earlier manager's fields are its no more once it applies an object without any. */
async function giveUp(objects: Objects, object: KubeObject, manager: string): Promise<void> {
  const { apiVersion, kind } = referenceTo(object);
  const metadata: Properties = { name: nameOf(object) };
  if (namespaceOf(object) !== "") metadata.namespace = namespaceOf(object);
  await objects.apply({ apiVersion, kind, metadata }, { manager, force: false, dryRun: false });
}

/** Where the object can still be read, its state is kept: the next update goes on from what is really there. */
async function failureOf(
  error: unknown,
  objects: Objects,
  object: KubeObject,
  { inputs }: UpdateQuestion,
  keep: { initialApiVersion: string; fieldManager: string },
): Promise<Error> {
  const message = error instanceof Error ? error.message : String(error);
  const name = qualifiedName(object);
  if (error instanceof NoSuchKind)
    return new Error(
      `update of resource ${name} failed because the Kubernetes API server reported that the apiVersion for this ` +
        `resource does not exist. Verify that any required CRDs have been created: ${message}`,
    );
  const live = await objects.find(referenceTo(object)).catch(() => undefined);
  if (!live)
    return new Error(
      redact(
        `update of resource ${name} failed because the Kubernetes API server reported that it failed to fully ` +
          `initialize or become live: ${message}`,
        inputs,
      ),
    );
  const reason = `the Kubernetes API server reported that "${name}" failed to fully initialize or become live: ${message}`;
  const reasons = [reason, ...(error instanceof NotReady ? error.problems : [])].map((text) => redact(text, inputs));
  return new InitFailed({ id: name, properties: toState(live, inputs, keep), reasons });
}
