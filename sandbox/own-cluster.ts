/** Looks at a cluster that is somebody else's, before anything is begun. */
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ApiException, KubeConfig, VersionApi } from "@kubernetes/client-node";
import { Problem, reasonOf } from "./problem.ts";

const PATIENCE_MS = 5_000;

/** The kubeconfig's file; throws when it, or the context in it, is not there. */
export function findKubeconfig(option: string | undefined, env: NodeJS.ProcessEnv, context: string): string {
  const listed = (env.KUBECONFIG ?? "").split(path.delimiter).filter(Boolean);
  const usual = listed.length > 0 ? listed : [path.join(os.homedir(), ".kube", "config")];
  const files = option === undefined ? usual : [option];
  const there = files.filter(existsSync);
  if (there.length === 0)
    throw new Problem(
      `there is no kubeconfig at ${files.join(" or ")}`,
      "Name it with --kubeconfig FILE or KUBECONFIG.",
    );
  const file = there.find((candidate) => contextsOf(candidate).includes(context));
  if (file) return path.resolve(file);
  const names = there.flatMap(contextsOf);
  throw new Problem(
    `the kubeconfig ${there.join(" or ")} has no context "${context}"`,
    `It has: ${names.join(", ") || "none"}.`,
  );
}

const contextsOf = (file: string) =>
  load(file)
    .getContexts()
    .map(({ name }) => name);

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

/** The cluster's version; throws when it does not answer in time, or not as an API server. */
export async function requireCluster(file: string, context: string, patienceMs = PATIENCE_MS): Promise<string> {
  const config = load(file, context);
  const server = config.getCurrentCluster()?.server;
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs);
  try {
    const { gitVersion } = await Promise.race([config.makeApiClient(VersionApi).getCode(), tooLong]);
    return gitVersion;
  } catch (error) {
    throw new Problem(
      `the cluster of context "${context}" (${server ?? "without a server"}) cannot be used: ${whyOf(error)}`,
      `Check it with \`kubectl --context ${context} version\`.`,
    );
  } finally {
    clearTimeout(timer);
  }
}

/** The client's own message for an answer is a dump of body and headers; for a failed connection the cause says more. */
export function whyOf(error: unknown): string {
  if (!(error instanceof ApiException)) return reasonOf((error as { cause?: unknown }).cause ?? error);
  const meaning: Record<number, string> = { 401: ": the credentials are not accepted", 403: ": it is not allowed" };
  return `the API server answers ${error.code}${meaning[error.code] ?? ""}`;
}
