/** Looks at the cluster before anything is made there: which one it is, and what is in the stack's namespace already. */
import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  type KubeConfig,
  type V1PersistentVolumeClaim,
} from "@kubernetes/client-node";

/** On a namespace that a stack has made: which one, as ORGANIZATION/PROJECT/STACK. */
export const STACK_ANNOTATION = "holdfast/stack";

/** The label of all that Holdfast makes. */
const PART_OF = "app.kubernetes.io/part-of";

export type LiveNamespace =
  | { kind: "absent" }
  /** The account may not look. */
  | { kind: "unreadable" }
  /** `stack` made it, or some Holdfast stack that did not put its name down, or somebody else. */
  | { kind: "present"; madeBy: { stack: string } | "holdfast" | "others" };

export interface Cluster {
  /** The uid of the namespace kube-system: clusters have no identifier but this. Undefined where it may not be read. */
  id: string | undefined;
  namespace: LiveNamespace;
  /** The claims for volumes in the namespace, by name; undefined where they may not be read. */
  claims: Record<string, Claim> | undefined;
  /** Names of Holdfast's Deployments and StatefulSets in the namespace: some stack runs there. */
  running: readonly string[];
}

/** A claim as the cluster has it: its StorageClass and its size, like "1Gi". */
export interface Claim {
  /** Whether Holdfast has made it. */
  ours: boolean;
  storageClass: string | undefined;
  storage: string | undefined;
}

/** An API server that does not answer within this time, in milliseconds, is not waited for. */
const PATIENCE_MS = 30_000;

/** Throws a sentence when the cluster cannot be asked. */
export async function lookAt(config: KubeConfig, namespace: string, patienceMs = PATIENCE_MS): Promise<Cluster> {
  const core = config.makeApiClient(CoreV1Api);
  const apps = config.makeApiClient(AppsV1Api);
  const ours = { namespace, labelSelector: `${PART_OF}=holdfast` };
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs);
  try {
    const [system, live, claims, deployments, statefulSets] = await Promise.race([
      tooLong,
      Promise.all([
        answerOf(core.readNamespace({ name: "kube-system" })),
        answerOf(core.readNamespace({ name: namespace })),
        answerOf(core.listNamespacedPersistentVolumeClaim({ namespace })),
        answerOf(apps.listNamespacedDeployment(ours)),
        answerOf(apps.listNamespacedStatefulSet(ours)),
      ]),
    ]);
    return {
      id: typeof system === "object" ? system.metadata?.uid : undefined,
      namespace: typeof live === "object" ? presentNamespace(live.metadata) : { kind: live },
      claims: claims === "unreadable" ? undefined : claimsOf(itemsOf(claims)),
      running: [...itemsOf(deployments), ...itemsOf(statefulSets)].flatMap(({ metadata }) => metadata?.name ?? []),
    };
  } catch (error) {
    throw new Error(
      `the cluster of context "${config.getCurrentContext()}" (${config.getCurrentCluster()?.server}) does not answer as it should: ` +
        `${whyOf(error)}. Check it with \`kubectl --context ${config.getCurrentContext()} get namespaces\``,
    );
  } finally {
    clearTimeout(timer);
  }
}

function itemsOf<Item>(answer: { items: Item[] } | "absent" | "unreadable"): Item[] {
  return typeof answer === "object" ? answer.items : [];
}

function claimsOf(items: V1PersistentVolumeClaim[]): Record<string, Claim> {
  return Object.fromEntries(
    items.map(({ metadata, spec }) => [
      metadata?.name,
      {
        ours: metadata?.labels?.[PART_OF] === "holdfast",
        storageClass: spec?.storageClassName,
        storage: spec?.resources?.requests?.storage,
      },
    ]),
  );
}

function presentNamespace(metadata: { labels?: object; annotations?: object } = {}): LiveNamespace {
  const { labels, annotations } = metadata as Record<"labels" | "annotations", Record<string, string> | undefined>;
  const stack = annotations?.[STACK_ANNOTATION];
  if (stack !== undefined) return { kind: "present", madeBy: { stack } };
  // Releases before this annotation left the label alone.
  return { kind: "present", madeBy: labels?.[PART_OF] === "holdfast" ? "holdfast" : "others" };
}

async function answerOf<T>(call: Promise<T>): Promise<T | "absent" | "unreadable"> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return "absent";
    if (error instanceof ApiException && error.code === 403) return "unreadable";
    throw error;
  }
}

/** The client's own message for an answer is a dump of body and headers; of a failed connection the cause says more. */
function whyOf(error: unknown): string {
  if (error instanceof ApiException)
    return `the API server answers ${error.code}${error.code === 401 ? ", the credentials are not accepted" : ""}`;
  const cause = (error as { cause?: unknown }).cause ?? error;
  return cause instanceof Error ? cause.message : String(cause);
}
