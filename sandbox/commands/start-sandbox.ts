/** The target that `npm start` makes on this machine: toolchain, cluster, registry, stand-ins where they are needed. */
import path from "node:path";
import { sandboxState, startNamespace, stopNamespace } from "../cluster/namespace.ts";
import {
  BASE_IMAGE,
  KNOWN_STACKS,
  type KnownStack,
  kubeconfigFile,
  type Plan,
  POSTGRES_IMAGE,
} from "../cluster/plan.ts";
import { choosePorts } from "../ports.ts";
import { clusterNeeds, requireMachine, thisMachine } from "../preflight.ts";
import { Problem } from "../problem.ts";
import type { Starting } from "../starting.ts";
import { sandboxDocker, type Target } from "../target.ts";
import { clusterIsBuilt, fetchModulesAhead, makeClusterParts } from "../toolchain/index.ts";
import { makePulumiReady } from "../toolchain/plugins.ts";

/** Which stack comes up, and where its Order is to answer. */
type Wish = { stack: string; port: number | undefined };

export async function sandboxTarget(starting: Starting, wish: Wish): Promise<Target> {
  const { paths } = starting;
  requireMachine(thisMachine(), paths, () => clusterNeeds(clusterIsBuilt(paths)));
  const cluster = await runningCluster(starting, wish);
  const registry = `localhost:${cluster.ports.registry}`;
  const pulumi = await makePulumiReady(starting);
  return {
    kind: "sandbox",
    kubeconfig: kubeconfigFile(paths),
    context: `holdfast-${paths.id}`,
    registry,
    base: `${registry}/${BASE_IMAGE}`,
    postgres: `${registry}/${POSTGRES_IMAGE}`,
    pulumi: { ...pulumi, dockerHost: sandboxDocker(paths), kubeconfig: kubeconfigFile(paths) },
  };
}

/** The cluster as it runs already, or started now. */
async function runningCluster(starting: Starting, wish: Wish): Promise<Plan> {
  const { paths, progress, signal } = starting;
  const state = sandboxState(paths);
  if (state.kind === "running" && state.plan.mode === "cluster" && state.boot.phase === "ready") {
    const stack = KNOWN_STACKS.find((known) => known === wish.stack);
    if (stack && wish.port !== undefined && state.plan.ports.order[stack] !== wish.port)
      throw new Problem(
        `the sandbox runs already, with port ${state.plan.ports.order[stack]} for ${stack}`,
        `Run \`npm run stop\` first, then \`npm start -- --port ${wish.port}\`.`,
      );
    progress.say("  ✓ the cluster runs already");
    return state.plan;
  }
  if (state.kind === "running" && state.plan.mode === "docker")
    throw new Problem("this clone's sandbox serves a cluster of your own, as its Docker", "Run `npm run stop` first.");
  // What a killed start, or a sandbox that died, has left: half a cluster, held ports, cgroups.
  await stopNamespace(paths);

  const ports = await choosePorts(paths, orderWish(wish));
  const parts = await makeClusterParts(starting);
  fetchModulesAhead(starting).catch(() => undefined);
  const plan: Plan = { paths, mode: "cluster", ports, ...parts };
  await progress.step(
    "the cluster",
    (note) => startNamespace(plan, path.join(parts.root, "root"), note, signal),
    30_000,
  );
  return plan;
}

function orderWish({ stack, port }: Wish): { stack: KnownStack; port: number } | undefined {
  if (port === undefined) return undefined;
  const known = KNOWN_STACKS.find((name) => name === stack);
  if (!known) throw new Problem(`--port cannot be kept for stack ${stack}`, `It can for ${KNOWN_STACKS.join(", ")}.`);
  return { stack: known, port };
}
