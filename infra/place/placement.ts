/**
 * Where a stack's objects go, and what of them outlives `pulumi destroy`. It is decided from what the stack wants, what
 * its state records and what the cluster has: a label that can change, like a stack's name, never moves data by itself.
 */
import { amountOf } from "../quantity.ts";
import type { Claim, Cluster } from "./cluster.ts";
import type { Recorded } from "./recorded.ts";

export interface Wanted {
  /** The stack as ORGANIZATION/PROJECT/STACK, as it is written on the namespace that it makes. */
  stack: string;
  context: string;
  /** As set, or made from the stack's name. */
  namespace: { name: string; isSet: boolean };
  /** False: the namespace is somebody else's, and is used as it is. */
  createNamespace: boolean;
  /** The claims of the databases that are to be in the cluster. */
  claims: readonly string[];
  storage: string;
  storageClass: string | undefined;
  keepOnDestroy: boolean;
  production: boolean;
}

export interface Placement {
  namespace: string;
  clusterId: string | undefined;
  /** Whether `pulumi destroy` leaves the claims of the databases. */
  keepClaims: boolean;
  /** Whether it leaves the namespace, which takes everything in it along when it goes. */
  keepNamespace: boolean;
  /** What a person should know. */
  notes: readonly string[];
}

export type Placing = { ok: true; placement: Placement } | { ok: false; problems: string[] };

/** The namespace to look at: that of the state. A renamed stack stays where it is. */
export const namespaceOf = (wanted: Wanted, recorded: Recorded) => recorded.namespace ?? wanted.namespace.name;

export function place(wanted: Wanted, recorded: Recorded, cluster: Cluster): Placing {
  const namespace = namespaceOf(wanted, recorded);
  const problems = [
    ...(recorded.namespace === undefined
      ? problemsOfFirstTime(wanted, cluster)
      : problemsOfMoving(wanted, { ...recorded, namespace: recorded.namespace }, cluster)),
    ...problemsOfProtection(wanted, recorded),
    ...problemsOfClaims(wanted, recorded, cluster.claims ?? recorded.claims),
  ];
  if (problems.length > 0) return { ok: false, problems };

  const keepClaims = wanted.keepOnDestroy && wanted.claims.length > 0;
  const otherClaims = Object.keys(cluster.claims ?? {}).filter((name) => !wanted.claims.includes(name));
  return {
    ok: true,
    placement: {
      namespace,
      clusterId: cluster.id ?? recorded.clusterId,
      keepClaims,
      // Claims that may not be seen may be there.
      keepNamespace: keepClaims || otherClaims.length > 0 || cluster.claims === undefined,
      notes: [...noteOfRename(wanted, namespace), ...noteOfClaims(wanted, namespace, otherClaims)],
    },
  };
}

function noteOfRename({ namespace: wanted }: Wanted, namespace: string): string[] {
  if (wanted.isSet || wanted.name === namespace) return [];
  return [
    `This stack is in the namespace "${namespace}", which its name does not say. Write it down with ` +
      `\`pulumi config set holdfast:namespace ${namespace}\`, so that an update after a destroy finds the volumes that it left there`,
  ];
}

/** Volumes that no update touches, or touches any more, and that keep the namespace. */
function noteOfClaims({ createNamespace }: Wanted, namespace: string, otherClaims: readonly string[]): string[] {
  if (!createNamespace || otherClaims.length === 0) return [];
  return [
    `The namespace "${namespace}" has volumes that are not this stack's, or not any more: ${otherClaims.join(", ")}. ` +
      "While they are there, `pulumi destroy` leaves the namespace",
  ];
}

function problemsOfMoving(wanted: Wanted, recorded: Recorded & { namespace: string }, cluster: Cluster): string[] {
  const { namespace } = recorded;
  if (wanted.namespace.isSet && wanted.namespace.name !== namespace)
    return [
      `\`holdfast:namespace\` is "${wanted.namespace.name}", and this stack is in the namespace "${namespace}": another one would make ` +
        `everything anew and leave the data behind. Set it back with \`pulumi config set holdfast:namespace ${namespace}\`, ` +
        "or make a new stack for the other namespace and copy the data (docs/operations.md)",
    ];
  const elsewhere = recorded.clusterId !== undefined && cluster.id !== undefined && recorded.clusterId !== cluster.id;
  if (elsewhere || cluster.namespace.kind === "absent")
    return [
      `\`holdfast:context\` is "${wanted.context}", and the namespace "${namespace}" of this stack is not in that cluster. Set the context of ` +
        "the right one, or make a new stack for this one. If the namespace was deleted, or the cluster made anew: `pulumi refresh`, which forgets what was there",
    ];
  if (recorded.ownsNamespace && !wanted.createNamespace)
    return [
      `\`holdfast:createNamespace\` is false, and this stack has made the namespace "${namespace}": it would be deleted with everything in it. ` +
        "Set it back with `pulumi config rm holdfast:createNamespace`",
    ];
  if (recorded.ownsNamespace && cluster.namespace.kind === "present" && cluster.namespace.madeBy === "others")
    return [
      `the namespace "${namespace}" of this stack was deleted, and somebody else has made it anew. \`pulumi refresh\` forgets what was there; ` +
        "then choose another with `pulumi config set holdfast:namespace NAME`",
    ];
  if (!recorded.ownsNamespace && wanted.createNamespace)
    return [
      `\`holdfast:createNamespace\` is true, and this stack is in the namespace "${namespace}" that somebody else has made. ` +
        "Set it back with `pulumi config set holdfast:createNamespace false`",
    ];
  return [];
}

function problemsOfFirstTime(wanted: Wanted, cluster: Cluster): string[] {
  const { name } = wanted.namespace;
  const another = "Choose another with `pulumi config set holdfast:namespace NAME`";
  if (cluster.running.length > 0)
    return [
      `\`holdfast:namespace\` is "${name}", and another stack of Holdfast runs there: ${cluster.running.join(", ")}. ${another}`,
    ];
  if (wanted.createNamespace) return problemsOfTaking(wanted, cluster).map((problem) => `${problem}. ${another}`);
  if (cluster.namespace.kind !== "absent") return [];
  return [
    `\`holdfast:createNamespace\` is false, and there is no namespace "${name}" in the cluster. ` +
      `Make it with \`kubectl create namespace ${name}\`, or name one with \`pulumi config set holdfast:namespace NAME\``,
  ];
}

/** A stack makes its namespace, or takes up again the one that it has left with volumes in it. */
function problemsOfTaking({ stack, namespace: { name, isSet } }: Wanted, { namespace }: Cluster): string[] {
  if (namespace.kind !== "present") return [];
  const { madeBy } = namespace;
  const there = `\`holdfast:namespace\` is "${name}": the cluster has that namespace already, and`;
  if (madeBy === "others")
    return [
      `${there} somebody else has made it. To use it as it is: \`pulumi config set holdfast:createNamespace false\`, which neither labels nor deletes it`,
    ];
  // Earlier releases did not sign it; its name says whose it is, unless that was chosen.
  if (madeBy === "holdfast" ? !isSet : madeBy.stack === stack) return [];
  const maker = madeBy === "holdfast" ? "a stack of an earlier release" : `stack ${madeBy.stack}`;
  return [
    `${there} ${maker} has made it. If that was this stack under another name: ` +
      `\`kubectl annotate --overwrite namespace ${name} holdfast/stack=${stack}\``,
  ];
}

/** Pulumi deletes nothing that is protected, also where it would leave it in the cluster. */
function problemsOfProtection(wanted: Wanted, { claims }: Recorded): string[] {
  const leaving = Object.keys(claims).filter((name) => !wanted.claims.includes(name));
  if (!wanted.production || !wanted.keepOnDestroy || leaving.length === 0) return [];
  return [
    `the databases move to URLs, and the volumes of ${leaving.join(" and ")} are protected in a production stack. Bring it up once without: take the URLs out, ` +
      "`pulumi config set holdfast:production false`, `pulumi up`; then set the URLs, `pulumi up`, and set holdfast:production again. The volumes stay in the cluster",
  ];
}

/** What can never be changed in a claim: Kubernetes would take a new one for it, and the data would be gone. */
function problemsOfClaims(
  { claims, storage, storageClass }: Wanted,
  recorded: Recorded,
  present: Record<string, Claim>,
): string[] {
  return claims.flatMap((name) => {
    const claim = present[name];
    if (!claim) return [];
    const problems: string[] = [];
    if (!claim.ours)
      problems.push(
        `the claim ${name} that Holdfast would make is in the namespace already, and somebody else has made it. ` +
          (recorded.namespace === undefined
            ? "Choose another namespace with `pulumi config set holdfast:namespace NAME`"
            : "Rename or delete theirs, or use databases of your own by URL (docs/operations.md)"),
      );
    if (storageClass !== undefined && claim.storageClass !== undefined && storageClass !== claim.storageClass)
      problems.push(
        `\`holdfast:database.storageClass\` is "${storageClass}", and the volume of ${name} is of the class "${claim.storageClass}", which never changes. ` +
          `Set it back with \`pulumi config set --path holdfast:database.storageClass ${claim.storageClass}\`, or move the data (docs/operations.md, "Moving to other volumes")`,
      );
    if (claim.storage !== undefined && amountOf(storage) < amountOf(claim.storage))
      problems.push(
        `\`holdfast:database.storage\` is "${storage}", and the volume of ${name} has ${claim.storage}: a volume never shrinks. ` +
          `Set it back with \`pulumi config set --path holdfast:database.storage ${claim.storage}\`, or move the data (docs/operations.md, "Moving to other volumes")`,
      );
    return problems;
  });
}
