/** `npm run kubectl -- ARGS`: the sandbox's kubectl on the cluster of the last `npm start`. */
import { spawn } from "node:child_process";
import path from "node:path";
import { sandboxState } from "../cluster/namespace.ts";
import type { Paths } from "../paths.ts";
import { Problem } from "../problem.ts";

export async function kubectl(paths: Paths, args: string[]): Promise<number> {
  const state = sandboxState(paths);
  if (state.kind === "stopped" || state.plan.mode !== "cluster")
    throw new Problem(
      "the sandbox's cluster is not running",
      "Run `npm start` first; for a cluster of your own use your kubectl.",
    );
  const own = [
    "--kubeconfig",
    path.join(paths.state, "kubeconfig"),
    "--cache-dir",
    path.join(paths.state, "kubectl-cache"),
  ];
  const child = spawn(path.join(state.plan.kube, "kube"), ["kubectl", ...own, ...args], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
