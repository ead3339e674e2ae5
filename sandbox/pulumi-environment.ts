/** The environment in which the sandbox runs `pulumi`: state, secrets' passphrase, plugins and Docker of its own. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Paths } from "./paths.ts";

/**
 * The home that Pulumi alone fills holds official plugins and nothing else: `plugin install` would take whatever stands in
 * its folder for the plugin itself. Where one of them is not to be had, a home of ours has all of them.
 */
export const pulumiHome = (paths: Paths, { allOfficial }: { allOfficial: boolean }) =>
  path.join(paths.state, "pulumi", allOfficial ? "home" : "stand-ins");

/** Makes the folders and the passphrase (random, for root alone) if they are not there. */
export function preparePulumiHome(paths: Paths): void {
  const homes = [true, false].map((allOfficial) => pulumiHome(paths, { allOfficial }));
  for (const folder of [...homes, stateFolder(paths)]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = passphraseFile(paths);
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
}

/** Where a plugin is from; `text` is for a person. */
export type Origin = { kind: "official" | "built" | "stand-in"; text: string };

export type PulumiChoice = {
  binFolder: string;
  /** Where the CLI is from. */
  origin: string;
  /** By name, the language host among them. */
  plugins: Record<string, Origin>;
  /** Undefined where the user's own Docker daemon is used. */
  dockerHost?: string | undefined;
  /** Undefined where the user's own kubeconfig is used. */
  kubeconfig?: string | undefined;
};

const allOfficial = ({ plugins }: PulumiChoice) => Object.values(plugins).every(({ kind }) => kind === "official");

export function pulumiEnvironment(paths: Paths, choice: PulumiChoice, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path_ = [choice.binFolder, path.dirname(paths.node), base.PATH ?? ""].join(path.delimiter);
  const environment: NodeJS.ProcessEnv = {
    ...base,
    PATH: path_,
    PULUMI_HOME: pulumiHome(paths, { allOfficial: allOfficial(choice) }),
    PULUMI_BACKEND_URL: `file://${stateFolder(paths)}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(paths),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  // An environment of the caller's would win over ours, or reach a cluster that was not named.
  delete environment.PULUMI_CONFIG_PASSPHRASE;
  delete environment.PULUMI_STACK;
  if (!allOfficial(choice)) environment.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION = "true";
  // The Kubernetes provider that is built is older than the SDK: the program's `enablePatchForce` is nothing to it, this is.
  if (choice.plugins.kubernetes?.kind === "built") environment.PULUMI_K8S_ENABLE_PATCH_FORCE = "true";
  if (choice.dockerHost) environment.DOCKER_HOST = choice.dockerHost;
  environment.KUBECONFIG = choice.kubeconfig ?? base.KUBECONFIG;
  if (!environment.KUBECONFIG) delete environment.KUBECONFIG;
  return environment;
}

const stateFolder = (paths: Paths) => path.join(paths.state, "pulumi", "state");
const passphraseFile = (paths: Paths) => path.join(paths.state, "pulumi", "passphrase");
