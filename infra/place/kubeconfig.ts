/** The kubeconfig that a stack names: where it is for this program, for the provider, and for people. */
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";

/** The folder of Pulumi.yaml, from which a relative path in the stack's config is meant. */
const PROJECT = path.join(import.meta.dirname, "..", "..");
/** The folder of the program, in which Pulumi starts its plugins. */
const PROGRAM = path.join(PROJECT, "infra");

/**
 * As the provider gets it, and as it stands in the state: a relative path stays relative, to the program's folder, so
 * that a clone in another folder or on another machine finds the same text.
 */
export function forProvider(kubeconfig: string): string {
  return isRelative(kubeconfig) ? path.relative(PROGRAM, path.join(PROJECT, kubeconfig)) : kubeconfig;
}

/** As this program reads it. */
export function fileOf(kubeconfig: string): string {
  if (kubeconfig.startsWith("~/")) return path.join(os.homedir(), kubeconfig.slice(2));
  return path.resolve(PROJECT, kubeconfig);
}

const isRelative = (file: string) => !path.isAbsolute(file) && !file.startsWith("~/");

/** Loads the named file, or KUBECONFIG or ~/.kube/config as kubectl does, and chooses the context. Throws a sentence. */
export function loadKubeconfig(kubeconfig: string | undefined, context: string): KubeConfig {
  const config = new KubeConfig();
  if (kubeconfig === undefined) config.loadFromDefault();
  else {
    const file = fileOf(kubeconfig);
    if (!existsSync(file)) throw new Error(`\`holdfast:kubeconfig\` is "${kubeconfig}": there is no such file`);
    config.loadFromFile(file);
  }
  const contexts = config.getContexts().map(({ name }) => name);
  if (!contexts.includes(context))
    throw new Error(
      `\`holdfast:context\` is "${context}": the kubeconfig has no such context. It has: ${contexts.join(", ") || "none"}`,
    );
  config.setCurrentContext(context);
  return config;
}
