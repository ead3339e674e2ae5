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
import { allOrNone } from "../toolchain/all-or-none.ts";
import { clusterIsBuilt, fetchModulesAhead, makeClusterParts } from "../toolchain/index.ts";
import { makePulumiReady } from "../toolchain/plugins.ts";
import { pulumiReachable } from "../toolchain/pulumi.ts";

/** Which stack comes up, and where its Order is to answer. */
type Wish = { stack: string; port: number | undefined };

export async function sandboxTarget(starting: Starting, wish: Wish): Promise<Target> {
  const { paths } = starting;
  requireMachine(thisMachine(), paths, () => clusterNeeds(clusterIsBuilt(paths)));
  const reachable = await pulumiReachable();
  fetchModulesAhead(starting, reachable).catch(() => undefined);
  // A cluster that starts leaves the processor mostly alone, so Pulumi is built meanwhile.
  const stop = new AbortController();
  const either = { ...starting, signal: AbortSignal.any([starting.signal, stop.signal]) };
  const { plan, ready } = await runningCluster(either, wish);
  const [pulumi] = await allOrNone(stop, [makePulumiReady(either, reachable), ready]);
  const registry = `localhost:${plan.ports.registry}`;
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

/** The cluster as it runs already, or about to be `ready`. */
async function runningCluster(starting: Starting, wish: Wish): Promise<{ plan: Plan; ready: Promise<unknown> }> {
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
    return { plan: state.plan, ready: Promise.resolve() };
  }
  if (state.kind === "running" && state.plan.mode === "docker")
    throw new Problem("this clone's sandbox serves a cluster of your own, as its Docker", "Run `npm run stop` first.");
  // What a killed start, or a sandbox that died, has left: half a cluster, held ports, cgroups.
  await stopNamespace(paths);

  const ports = await choosePorts(paths, orderWish(wish));
  const parts = await makeClusterParts(starting);
  const plan: Plan = { paths, mode: "cluster", ports, ...parts };
  const root = path.join(parts.root, "root");
  const ready = progress.step("the cluster", (note) => startNamespace(plan, root, note, signal), 30_000);
  return { plan, ready };
}

function orderWish({ stack, port }: Wish): { stack: KnownStack; port: number } | undefined {
  if (port === undefined) return undefined;
  const known = KNOWN_STACKS.find((name) => name === stack);
  if (!known) throw new Problem(`--port cannot be kept for stack ${stack}`, `It can for ${KNOWN_STACKS.join(", ")}.`);
  return { stack: known, port };
}
