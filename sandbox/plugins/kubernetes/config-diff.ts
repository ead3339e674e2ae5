/** When another configuration means another cluster, so that everything in it has to be made anew (official: DiffConfig). */
import { isDeepStrictEqual } from "node:util";
import { type Properties, UNKNOWN } from "../rpc/values.ts";
import { loadKubeconfig } from "./api/kubeconfig.ts";
import { textAt } from "./object.ts";

export type ConfigDifference = { changed: string[]; replaces: string[] };

const CLUSTER_KEYS = ["kubeconfig", "context", "cluster"];

/** Plain inputs of the provider resource. */
export async function configDifference(old: Properties, next: Properties): Promise<ConfigDifference> {
  const keys = new Set([...Object.keys(old), ...Object.keys(next)]);
  const changed = [...keys].filter((key) => key !== "version" && !isDeepStrictEqual(old[key], next[key])).sort();
  // With a name for the cluster it is the name that counts, and nothing else.
  if (old.clusterIdentifier !== undefined || next.clusterIdentifier !== undefined)
    return { changed, replaces: changed.filter((key) => key === "clusterIdentifier") };
  const choosing = changed.filter((key) => CLUSTER_KEYS.includes(key));
  const moved = choosing.length > 0 && (await meansAnotherCluster(old, next));
  return { changed, replaces: moved ? choosing : [] };
}

async function meansAnotherCluster(old: Properties, next: Properties): Promise<boolean> {
  // Better to replace what could have stayed than to leave a cluster's resources behind, unknown to anyone.
  if (CLUSTER_KEYS.some((key) => old[key] === UNKNOWN || next[key] === UNKNOWN)) return true;
  return !isDeepStrictEqual(await activeCluster(old), await activeCluster(next));
}

async function activeCluster(inputs: Properties): Promise<unknown> {
  const text = (key: string) => textAt(inputs, key) || undefined;
  const choice = { kubeconfig: text("kubeconfig"), context: text("context"), cluster: text("cluster") };
  try {
    const cluster = (await loadKubeconfig(choice)).getCurrentCluster();
    // The name is only a name inside the file.
    return cluster && { ...cluster, name: undefined };
  } catch {
    return choice;
  }
}
