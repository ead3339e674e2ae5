/** From a provider's settings to its cluster. */
import { connectApi } from "./api/client.ts";
import { loadKubeconfig } from "./api/kubeconfig.ts";
import { objectsOf } from "./api/objects.ts";
import type { Cluster } from "./session.ts";
import type { ProviderSettings } from "./settings.ts";

export type Connected = { cluster: Cluster; defaultNamespace: string };

/** Never fails: previews and removals go on without a cluster. */
export async function connect(settings: ProviderSettings, onWarning: (text: string) => void): Promise<Connected> {
  let contextNamespace: string | undefined;
  try {
    const config = await loadKubeconfig(settings.cluster);
    contextNamespace = config.getContextObject(config.getCurrentContext())?.namespace;
    const client = await connectApi(config, onWarning);
    await client.request({ method: "GET", path: "/version" });
    return { cluster: { kind: "reachable", objects: objectsOf(client) }, defaultNamespace: namespace() };
  } catch (error) {
    const reason = `unable to load schema information from the API server: ${error instanceof Error ? error.message : error}`;
    return { cluster: { kind: "unreachable", reason }, defaultNamespace: namespace() };
  }

  function namespace(): string {
    return settings.namespace || contextNamespace || "default";
  }
}
