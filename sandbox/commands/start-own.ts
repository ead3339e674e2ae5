/** The target that is somebody else's: only cluster and registry come from outside, the rest is the sandbox's. */
import path from "node:path";
import { sandboxState, startNamespace, stopNamespace } from "../cluster/namespace.ts";
import type { Plan } from "../cluster/plan.ts";
import { dockerAnswers, requireImage } from "../docker.ts";
import { findKubeconfig, requireCluster } from "../own-cluster.ts";
import { requireRegistry } from "../own-registry.ts";
import { dockerNeeds, requireMachine, thisMachine } from "../preflight.ts";
import { Problem } from "../problem.ts";
import type { Starting } from "../starting.ts";
import { sandboxDocker, type Target } from "../target.ts";
import { dockerIsBuilt, makeDockerParts } from "../toolchain/index.ts";
import { makePulumiReady } from "../toolchain/plugins.ts";
import { pulumiReachable } from "../toolchain/pulumi.ts";

type Wish = {
  context: string;
  registry?: string | undefined;
  base?: string | undefined;
  postgres?: string | undefined;
  kubeconfig?: string | undefined;
};

export async function ownTarget(starting: Starting, wish: Wish): Promise<Target> {
  const { env, progress } = starting;
  const { context, registry, base, postgres } = wish;
  if (!registry)
    throw new Problem(
      "a cluster of your own needs a registry that it can pull from",
      "Name it with --registry HOST, like --registry ghcr.io/acme.",
    );
  const kubeconfig = findKubeconfig(wish.kubeconfig, env, context);
  await progress.step(`cluster ${context}`, () => requireCluster(kubeconfig, context));
  await progress.step(`registry ${registry}`, () => requireRegistry(registry));
  const dockerHost = await findDocker(starting);
  for (const [option, image] of [
    ["base", base],
    ["postgres", postgres],
  ] as const)
    if (image) await progress.step(`image ${image}`, () => requireImage(dockerHost, option, image), 30_000);
  const pulumi = await makePulumiReady(starting, await pulumiReachable());
  return { kind: "own", kubeconfig, context, registry, base, postgres, pulumi: { ...pulumi, dockerHost, kubeconfig } };
}

/** The daemon that Docker's client would use, else one of the sandbox's own. */
async function findDocker(starting: Starting): Promise<string | undefined> {
  const { paths, env, progress, signal } = starting;
  if (await dockerAnswers(env.DOCKER_HOST)) return env.DOCKER_HOST;
  if (env.DOCKER_HOST)
    throw new Problem(
      `no Docker daemon answers at DOCKER_HOST (${env.DOCKER_HOST})`,
      "Start it, or unset DOCKER_HOST to have the usual one, or the sandbox's, used.",
    );
  const own = sandboxDocker(paths);
  const state = sandboxState(paths);
  if (state.kind === "running") return own;
  try {
    requireMachine(thisMachine(), paths, () => dockerNeeds(dockerIsBuilt(paths)));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(
      `no Docker daemon answers, and the sandbox cannot bring one: ${error.message}`,
      "Start Docker, or name a daemon with DOCKER_HOST.",
    );
  }
  // What a sandbox that died has left.
  await stopNamespace(paths);
  const root = await makeDockerParts(starting);
  const nowhere = "";
  const ports = { api: 0, registry: 0, order: { dev: 0, staging: 0, prod: 0 } };
  const plan: Plan = {
    paths,
    mode: "docker",
    ports,
    kube: nowhere,
    pause: nowhere,
    base: nowhere,
    postgres: nowhere,
    metricsServer: nowhere,
  };
  await progress.step("a Docker daemon", (note) => startNamespace(plan, path.join(root, "root"), note, signal), 10_000);
  return own;
}
