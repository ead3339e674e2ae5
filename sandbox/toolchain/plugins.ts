/** Pulumi with its plugins: the official ones wherever they can be downloaded, else the stand-ins. */
import path from "node:path";
import { installStandIns } from "../plugins/install.ts";
import { run } from "../process.ts";
import { type PulumiChoice, preparePulumiHome, pulumiHome } from "../pulumi-environment.ts";
import type { Starting } from "../starting.ts";
import { makePulumi } from "./index.ts";
import { pulumiReachable } from "./pulumi.ts";

/** As package.json pins the SDKs: Pulumi asks for exactly these. */
export const PLUGINS = [
  ["kubernetes", "4.34.2"],
  ["docker", "5.2.0"],
] as const;

/** `official` is where Pulumi publishes, unless it is looked for elsewhere. */
export async function makePulumiReady(starting: Starting, official?: string): Promise<PulumiChoice> {
  const { paths, progress } = starting;
  preparePulumiHome(paths);
  const reachable = await pulumiReachable(official);
  const cli = await makePulumi(starting, reachable);
  const installed = reachable && cli.hasLanguageHost && (await installOfficial(starting, cli.binFolder));
  if (!installed) {
    // Never into a folder of the user's: an official CLI has its own language host.
    const pulumiBinDir = path.join(paths.state, "pulumi", "bin");
    const home = pulumiHome(paths, { standIns: true });
    installStandIns({ pulumiBinDir, pulumiHome: home, nodeBinary: paths.node, repoRoot: paths.repo });
    progress.say("  ! Pulumi's official plugins cannot be downloaded here: the sandbox's stand-ins serve instead");
  }
  return { binFolder: cli.binFolder, origin: cli.origin, standIns: !installed };
}

async function installOfficial({ paths, env, progress, signal }: Starting, binFolder: string): Promise<boolean> {
  return progress.step("Pulumi's official plugins", async (note) => {
    const home = pulumiHome(paths, { standIns: false });
    const options = { env: { ...env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" }, signal };
    for (const [name, version] of PLUGINS) {
      note(name);
      const ran = await run(path.join(binFolder, "pulumi"), ["plugin", "install", "resource", name, version], options);
      if (ran.code !== 0) return false;
    }
    return true;
  });
}
