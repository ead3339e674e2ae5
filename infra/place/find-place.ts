/** Where the stack goes: what it wants, what its state records and what the cluster has, put together. */
import { getStack } from "@pulumi/pulumi";
import type { StackSettings } from "../settings.ts";
import { refusal, type StackConfig } from "../stack-config.ts";
import { type Cluster, lookAt } from "./cluster.ts";
import { loadKubeconfig } from "./kubeconfig.ts";
import { namespaceOf, type Placement, place, type Wanted } from "./placement.ts";
import { type Recorded, readRecorded, stackName } from "./recorded.ts";

/** Throws one error that says all that is wrong, before anything is made. */
export async function findPlace(config: StackConfig): Promise<{ placement: Placement; recorded: Recorded }> {
  const { settings } = config;
  const recorded = await readRecorded();
  const wanted = wantedOf(config);
  const cluster = await lookAtClusterOf(settings, namespaceOf(wanted, recorded)).catch((error: Error) => {
    throw refusal(getStack(), [error.message]);
  });
  const placing = place(wanted, recorded, cluster);
  if (!placing.ok) throw refusal(getStack(), placing.problems);
  return { placement: placing.placement, recorded };
}

async function lookAtClusterOf({ kubeconfig, context }: StackSettings, namespace: string): Promise<Cluster> {
  return lookAt(loadKubeconfig(kubeconfig, context), namespace);
}

function wantedOf({ settings, namespaceIsSet, databases }: StackConfig): Wanted {
  const { context, namespace, createNamespace, database } = settings;
  return {
    stack: stackName(),
    context,
    namespace: { name: namespace, isSet: namespaceIsSet },
    createNamespace,
    claims: Object.entries(databases).flatMap(([service, { place }]) =>
      place === "cluster" ? [`${service}-database`] : [],
    ),
    storage: database.storage,
    storageClass: database.storageClass,
    keepOnDestroy: database.keepOnDestroy,
    production: settings.production,
  };
}
