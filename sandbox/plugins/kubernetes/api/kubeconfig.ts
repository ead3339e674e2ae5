/** Which cluster a provider means: its kubeconfig (content or path), and the context and cluster chosen in it. */
import { existsSync } from "node:fs";
import type { KubeConfig } from "@kubernetes/client-node";

export type ClusterChoice = { kubeconfig?: string; context?: string; cluster?: string };

/** Without a kubeconfig it is the ambient one ($KUBECONFIG, ~/.kube/config), as with the official provider. */
export async function loadKubeconfig(choice: ClusterChoice): Promise<KubeConfig> {
  // Half a second of loading: only for those who need it.
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  if (!choice.kubeconfig) config.loadFromDefault();
  else if (isContent(choice.kubeconfig)) config.loadFromString(choice.kubeconfig);
  else if (existsSync(choice.kubeconfig)) config.loadFromFile(choice.kubeconfig);
  else throw new Error(`the kubeconfig file ${choice.kubeconfig} does not exist`);

  if (choice.context !== undefined) {
    if (!config.getContextObject(choice.context))
      throw new Error(`context "${choice.context}" does not exist; there are: ${namesOf(config.getContexts())}`);
    config.setCurrentContext(choice.context);
  }
  if (choice.cluster !== undefined) {
    const context = config.getContextObject(config.getCurrentContext());
    if (!context) throw new Error(`the kubeconfig has no current context in which to use cluster "${choice.cluster}"`);
    config.contexts = config.contexts.map((each) =>
      each === context ? { ...each, cluster: choice.cluster ?? "" } : each,
    );
  }
  if (!config.getCurrentCluster())
    throw new Error(`no cluster is chosen; the kubeconfig's contexts are: ${namesOf(config.getContexts())}`);
  return config;
}

function isContent(kubeconfig: string): boolean {
  return kubeconfig.includes("\n") || kubeconfig.trimStart().startsWith("{");
}

function namesOf(contexts: { name: string }[]): string {
  return contexts.map(({ name }) => name).join(", ") || "none";
}
