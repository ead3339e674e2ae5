/** The environment in which the sandbox runs `pulumi`: state, secrets' passphrase, plugins and Docker of its own. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Paths } from "./paths.ts";

/** One of its own for stand-ins: Pulumi would take them for the official plugins, should those be had one day. */
export const pulumiHome = (paths: Paths, { standIns }: Pick<PulumiChoice, "standIns">) =>
  path.join(paths.state, "pulumi", standIns ? "stand-ins" : "home");

/** Makes the folders and the passphrase (random, for root alone) if they are not there. */
export function preparePulumiHome(paths: Paths): void {
  const homes = [true, false].map((standIns) => pulumiHome(paths, { standIns }));
  for (const folder of [...homes, stateFolder(paths)]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = passphraseFile(paths);
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
}

export type PulumiChoice = {
  binFolder: string;
  origin: string;
  /** Whether stand-ins serve in place of the official plugins. */
  standIns: boolean;
  /** Undefined where the user's own Docker daemon is used. */
  dockerHost?: string | undefined;
  /** Undefined where the user's own kubeconfig is used. */
  kubeconfig?: string | undefined;
};

export function pulumiEnvironment(paths: Paths, choice: PulumiChoice, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path_ = [choice.binFolder, path.dirname(paths.node), base.PATH ?? ""].join(path.delimiter);
  const environment: NodeJS.ProcessEnv = {
    ...base,
    PATH: path_,
    PULUMI_HOME: pulumiHome(paths, choice),
    PULUMI_BACKEND_URL: `file://${stateFolder(paths)}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(paths),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  // An environment of the caller's would win over ours, or reach a cluster that was not named.
  delete environment.PULUMI_CONFIG_PASSPHRASE;
  delete environment.PULUMI_STACK;
  if (choice.standIns) environment.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION = "true";
  if (choice.dockerHost) environment.DOCKER_HOST = choice.dockerHost;
  environment.KUBECONFIG = choice.kubeconfig ?? base.KUBECONFIG;
  if (!environment.KUBECONFIG) delete environment.KUBECONFIG;
  return environment;
}

const stateFolder = (paths: Paths) => path.join(paths.state, "pulumi", "state");
const passphraseFile = (paths: Paths) => path.join(paths.state, "pulumi", "passphrase");
