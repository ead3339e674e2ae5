/** Looks at a cluster and a registry that are somebody else's, before anything is begun. */
import { existsSync } from "node:fs";
import { request as plain } from "node:http";
import { request as tls } from "node:https";
import os from "node:os";
import path from "node:path";
import { KubeConfig, VersionApi } from "@kubernetes/client-node";
import { Problem, reasonOf } from "./problem.ts";

const PATIENCE_MS = 5_000;

/** The kubeconfig's file; throws when it, or the context in it, is not there. */
export function findKubeconfig(option: string | undefined, env: NodeJS.ProcessEnv, context: string): string {
  const file = option ?? env.KUBECONFIG?.split(path.delimiter)[0] ?? path.join(os.homedir(), ".kube", "config");
  if (!existsSync(file))
    throw new Problem(`there is no kubeconfig at ${file}`, "Name it with --kubeconfig FILE or KUBECONFIG.");
  const names = load(file)
    .getContexts()
    .map(({ name }) => name);
  if (!names.includes(context))
    throw new Problem(`the kubeconfig ${file} has no context "${context}"`, `It has: ${names.join(", ") || "none"}.`);
  return path.resolve(file);
}

export function load(file: string, context?: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
  } catch (error) {
    throw new Problem(
      `the kubeconfig ${file} cannot be read: ${reasonOf(error)}`,
      "Mend it, or name another with --kubeconfig FILE.",
    );
  }
  if (context) config.setCurrentContext(context);
  return config;
}

export async function requireCluster(file: string, context: string): Promise<string> {
  const api = load(file, context).makeApiClient(VersionApi);
  const tooLong = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS).unref();
  });
  try {
    return (await Promise.race([api.getCode(), tooLong])).gitVersion;
  } catch (error) {
    const reason = (error as { cause?: unknown }).cause ?? error;
    const server = load(file, context).getCurrentCluster()?.server;
    throw new Problem(
      `the cluster of context "${context}" (${server}) does not answer: ${reasonOf(reason)}`,
      `Check it with \`kubectl --context ${context} version\`.`,
    );
  }
}

/** A registry answers GET /v2/ with 200, or with 401 when it wants a login (OCI distribution spec, "Determining support"). */
export async function requireRegistry(registry: string): Promise<void> {
  const host = registry.split("/")[0] ?? "";
  if (!/^[\w.-]+(:\d+)?$/.test(host))
    throw new Problem(`--registry is "${registry}": it must be HOST[:PORT][/PATH]`, "Like --registry ghcr.io/acme.");
  const local = /^(localhost|127\.|\[::1\])/.test(host);
  let reason: string;
  try {
    const status = await statusOf(local ? plain : tls, `${local ? "http" : "https"}://${host}/v2/`);
    if (status === 200 || status === 401) return;
    reason = `it answers ${status} to /v2/`;
  } catch (error) {
    reason = reasonOf(error);
  }
  throw new Problem(
    `the registry ${host} cannot be used: ${reason}`,
    "Check its name, that it runs, and that this machine reaches it.",
  );
}

function statusOf(request: typeof plain | typeof tls, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, { timeout: PATIENCE_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on("timeout", () => call.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)));
    call.on("error", reject);
    call.end();
  });
}
