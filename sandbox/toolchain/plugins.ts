/** Pulumi with its plugins, each decided on its own: the official download, else built from its module, else a stand-in. */
import path from "node:path";
import {
  installLanguageHost,
  installProvider,
  installStandIn,
  type Provider,
  providerFolder,
} from "../plugins/install.ts";
import { run } from "../process.ts";
import { type Origin, type PulumiChoice, preparePulumiHome, pulumiHome } from "../pulumi-environment.ts";
import type { Starting } from "../starting.ts";
import { KUBERNETES_PROVIDER_VERSION } from "./go-programs.ts";
import { makeKubernetesProvider, makePulumi } from "./index.ts";
import { builtBinFolder } from "./pulumi.ts";

/** As package.json pins the SDKs: Pulumi asks for exactly these. */
export const PROVIDERS = {
  kubernetes: { name: "kubernetes", version: "4.34.2" },
  docker: { name: "docker", version: "5.2.0" },
} as const satisfies Record<string, Provider>;

/** `reachable`: Pulumi's own downloads are, as far as one can see before trying. */
export async function makePulumiReady(starting: Starting, reachable: boolean): Promise<PulumiChoice> {
  const { paths, progress } = starting;
  preparePulumiHome(paths);
  const cli = await makePulumi(starting, reachable);
  const official = reachable ? await installOfficial(starting, cli.binFolder) : [];
  const home = pulumiHome(paths, { allOfficial: false });
  const standIn = { pulumiHome: home, nodeBinary: paths.node, repoRoot: paths.repo };

  const takeOfficial = (provider: Provider): Origin | undefined => {
    if (!official.includes(provider)) return undefined;
    installProvider(home, provider, providerFolder(pulumiHome(paths, { allOfficial: true }), provider));
    return { kind: "official", text: `official download (${provider.version})` };
  };
  const buildKubernetes = async (): Promise<Origin> => {
    installProvider(home, PROVIDERS.kubernetes, await makeKubernetesProvider(starting));
    return { kind: "built", text: `built from its Go module (${KUBERNETES_PROVIDER_VERSION})` };
  };
  const standInDocker = (): Origin => {
    installStandIn(standIn, PROVIDERS.docker);
    return STAND_IN;
  };
  const languageHost = (): Origin => {
    if (cli.hasLanguageHost) return { kind: "official", text: "the one beside pulumi" };
    installLanguageHost(standIn, builtBinFolder(paths));
    return STAND_IN;
  };
  const plugins = {
    "language nodejs": languageHost(),
    kubernetes: takeOfficial(PROVIDERS.kubernetes) ?? (await buildKubernetes()),
    docker: takeOfficial(PROVIDERS.docker) ?? standInDocker(),
  };
  const standIns = Object.entries(plugins).filter(([, { kind }]) => kind === "stand-in");
  if (standIns.length > 0)
    progress.say(
      `  ! cannot be downloaded here, so stand-ins of ours serve: ${standIns.map(([name]) => name).join(", ")}`,
    );
  return { binFolder: cli.binFolder, origin: cli.origin, plugins };
}

const STAND_IN: Origin = { kind: "stand-in", text: "stand-in" };

/** The providers that can be had as Pulumi publishes them; they are put into the home for official plugins alone. */
async function installOfficial({ paths, env, progress, signal }: Starting, binFolder: string): Promise<Provider[]> {
  return progress.step("Pulumi's official plugins", async (note) => {
    const home = pulumiHome(paths, { allOfficial: true });
    const options = { env: { ...env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" }, signal };
    const installed: Provider[] = [];
    for (const provider of Object.values(PROVIDERS)) {
      note(provider.name);
      const args = ["plugin", "install", "resource", provider.name, provider.version];
      const ran = await run(path.join(binFolder, "pulumi"), args, options);
      if (ran.code === 0) installed.push(provider);
    }
    return installed;
  });
}
