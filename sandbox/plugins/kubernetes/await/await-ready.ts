/** Waits until a created or changed object is ready. */
import { skipsAwait, timeoutMsOf } from "../annotations.ts";
import type { Objects } from "../api/objects.ts";
import { type KubeObject, nameOf } from "../object.ts";
import type { Session } from "../session.ts";
import { awaiterFor, ONCE } from "./observers.ts";
import { type Waited, waitUntilReady } from "./wait.ts";

/** The object exists, but is not (yet) what it should be. */
export class NotReady extends Error {
  readonly problems: string[];
  constructor(message: string, problems: string[]) {
    super(message);
    this.problems = problems;
  }
}

export async function awaitReady(
  session: Session,
  objects: Objects,
  live: KubeObject,
  options: { urn: string; inputs: KubeObject; customTimeoutSeconds: number },
): Promise<void> {
  const awaiter = awaiterFor(live);
  if (!awaiter || skipsAwait(options.inputs)) return;
  const waited = await waitUntilReady({
    look: awaiter.watch(live, objects, session.clock),
    timeoutMs: timeoutMsOf(options.inputs, options.customTimeoutSeconds, awaiter.timeoutMs),
    clock: session.clock,
    signal: session.cancelled,
    tell: (status) => void session.status(options.urn, status),
  });
  if (waited.end !== "ready") throw new NotReady(endOf(waited, nameOf(live)), waited.problems);
  await session.status(options.urn, "");
}

function endOf(waited: Exclude<Waited, { end: "ready" }>, name: string): string {
  return waited.end === "timeout"
    ? `'${name}' timed out waiting to be Ready`
    : `Resource operation was cancelled for "${name}"`;
}

/** One look, for a refresh. */
export async function checkReady(objects: Objects, live: KubeObject, inputs: KubeObject): Promise<void> {
  const awaiter = awaiterFor(live);
  if (!awaiter?.onRead || skipsAwait(inputs)) return;
  const readiness = await awaiter.watch(live, objects, ONCE)();
  if (readiness.state === "waiting")
    throw new NotReady(`Resource '${nameOf(live)}' was created but failed to initialize`, readiness.problems);
}
