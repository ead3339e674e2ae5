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
}

export interface Placement {
  namespace: string;
  clusterId: string | undefined;
  createNamespace: boolean;
  /** Whether what is there already (and ours, as was checked) is taken up: what a destroy or a killed update has left. */
  takeUp: boolean;
  /** Whether `pulumi destroy` leaves the claims of the databases. */
  keepClaims: boolean;
  /** Whether it leaves the namespace, which takes everything in it along when it goes. */
  keepNamespace: boolean;
  /** Claims in the namespace that are not the stack's any more, or never were. */
  otherClaims: readonly string[];
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
    ...problemsOfClaims(wanted, { ...recorded.claims, ...cluster.claims }),
  ];
  if (problems.length > 0) return { ok: false, problems };

  const keepClaims = wanted.keepOnDestroy && wanted.claims.length > 0;
  const otherClaims = Object.keys(cluster.claims).filter((name) => !wanted.claims.includes(name));
  return {
    ok: true,
    placement: {
      namespace,
      clusterId: cluster.id ?? recorded.clusterId,
      createNamespace: wanted.createNamespace,
      takeUp: wanted.createNamespace || keepClaims,
      keepClaims,
      keepNamespace: keepClaims || otherClaims.length > 0,
      otherClaims,
    },
  };
}

/** What a person should know of volumes that no update will touch any more. */
export function leftBehind({ namespace, otherClaims }: Placement): string[] {
  if (otherClaims.length === 0) return [];
  return [
    `The namespace "${namespace}" has volumes that are not this stack's, or not any more: ${otherClaims.join(", ")}. ` +
      "While they are there, `pulumi destroy` leaves the namespace. To delete one with its data: " +
      `\`kubectl delete persistentvolumeclaim -n ${namespace} NAME\``,
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
        "the right one, or make a new stack for this one. If it is the right one, and the namespace was deleted by hand: `pulumi refresh`",
    ];
  if (recorded.ownsNamespace && !wanted.createNamespace)
    return [
      `\`holdfast:createNamespace\` is false, and this stack has made the namespace "${namespace}": it would be deleted with everything in it. ` +
        "Set it back with `pulumi config rm holdfast:createNamespace`",
    ];
  if (!recorded.ownsNamespace && wanted.createNamespace) return problemsOfTaking(wanted, namespace, cluster);
  return [];
}

function problemsOfFirstTime(wanted: Wanted, cluster: Cluster): string[] {
  const { name } = wanted.namespace;
  if (wanted.createNamespace) return problemsOfTaking(wanted, name, cluster);
  if (cluster.namespace.kind !== "absent") return [];
  return [
    `\`holdfast:createNamespace\` is false, and there is no namespace "${name}" in the cluster. ` +
      `Make it with \`kubectl create namespace ${name}\`, or name one with \`pulumi config set holdfast:namespace NAME\``,
  ];
}

/** A stack makes its namespace, or takes up again the one that it has left with volumes in it. */
function problemsOfTaking({ stack }: Wanted, name: string, { namespace }: Cluster): string[] {
  if (namespace.kind !== "present" || namespace.madeBy === "holdfast") return [];
  if (typeof namespace.madeBy === "object" && namespace.madeBy.stack === stack) return [];
  const owner = typeof namespace.madeBy === "object" ? `stack ${namespace.madeBy.stack}` : "somebody else";
  const own =
    typeof namespace.madeBy === "object"
      ? `If this stack was renamed: \`kubectl annotate --overwrite namespace ${name} holdfast/stack=${stack}\``
      : "To use it as it is: `pulumi config set holdfast:createNamespace false`, which neither labels nor deletes it";
  return [
    `\`holdfast:namespace\` is "${name}": the cluster has that namespace already, and ${owner} has made it. ` +
      `Choose another with \`pulumi config set holdfast:namespace NAME\`. ${own}`,
  ];
}

/** What can never be changed in a claim: Kubernetes would take a new one for it, and the data would be gone. */
function problemsOfClaims({ claims, storage, storageClass }: Wanted, present: Record<string, Claim>): string[] {
  return claims.flatMap((name) => {
    const claim = present[name];
    if (!claim) return [];
    const problems: string[] = [];
    if (!claim.ours)
      problems.push(
        `the claim ${name} that Holdfast would make is in the namespace already, and somebody else has made it. ` +
          "Choose another namespace with `pulumi config set holdfast:namespace NAME`",
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
