/** `npm run kubectl -- ARGS`: the sandbox's kubectl on the cluster of the last `npm start`. */
import path from "node:path";
import { sandboxState } from "../cluster/namespace.ts";
import { kubeconfigFile } from "../cluster/plan.ts";
import type { Paths } from "../paths.ts";
import { Problem } from "../problem.ts";
import { runAttached } from "../process.ts";

export async function kubectl(paths: Paths, args: string[]): Promise<number> {
  const state = sandboxState(paths);
  if (state.kind === "stopped" || state.plan.mode !== "cluster")
    throw new Problem(
      "the sandbox's cluster is not running",
      "Run `npm start` first; for a cluster of your own use your kubectl.",
    );
  const own = ["--kubeconfig", kubeconfigFile(paths), "--cache-dir", path.join(paths.state, "kubectl-cache")];
  return runAttached(path.join(state.plan.kube, "kube"), ["kubectl", ...own, ...args]);
}
