/** All that the sandbox is made from, in the order that keeps two cores and the network busy. */
import { existsSync } from "node:fs";
import type { Paths } from "../paths.ts";
import type { Starting } from "../starting.ts";
import { allOrNone } from "./all-or-none.ts";
import { type Artifact, artifactFolder, ensureArtifact, type Work } from "./artifact.ts";
import { baseImage, sandboxRoot } from "./debian.ts";
import { downloadModules, goArtifact } from "./go-build.ts";
import { GO_PROGRAMS, type GoProgram } from "./go-programs.ts";
import { postgresParts } from "./postgres.ts";
import { findPulumi, type PulumiCli, placeBuiltPulumi } from "./pulumi.ts";

const MINUTE = 60_000;
/** Estimates for two quiet cores, after what is built before. */
const PULUMI_MS = 5 * MINUTE;
const PROVIDER_MS = 5 * MINUTE;

/** Makes an artifact as a step with an estimate; silent when it is there already. */
async function made(starting: Starting, title: string, artifact: Artifact, estimateMs: number): Promise<string> {
  const { paths, env, progress, built, signal } = starting;
  const folder = artifactFolder(paths.cache, artifact);
  if (existsSync(folder)) return folder;
  const began = performance.now();
  await progress.step(title, (note) => ensureArtifact(paths.cache, artifact, { note, signal, env }), estimateMs);
  built.push({ title, ms: performance.now() - began });
  return folder;
}

const clusterParts = (paths: Paths) => ({
  root: sandboxRoot(),
  base: baseImage(paths.node, process.version),
  kube: goArtifact(GO_PROGRAMS.kube),
  pause: goArtifact(GO_PROGRAMS.pause),
  postgres: postgresParts(paths.repo),
  metricsServer: goArtifact(GO_PROGRAMS.metricsServer),
});

export function clusterIsBuilt(paths: Paths): boolean {
  return Object.values(clusterParts(paths)).every((part) => existsSync(artifactFolder(paths.cache, part)));
}

export function dockerIsBuilt(paths: Paths): boolean {
  return existsSync(artifactFolder(paths.cache, sandboxRoot()));
}

/** What the cluster needs to start: its root file system, base image, Kubernetes. */
export async function makeClusterParts(starting: Starting) {
  const { paths, signal } = starting;
  const parts = clusterParts(paths);
  const stop = new AbortController();
  const either = { ...starting, signal: AbortSignal.any([signal, stop.signal]) };
  const make = (title: string, part: Artifact, ms: number) => made(either, title, part, ms);
  const [root, base, kube, pause, postgres] = await allOrNone(stop, [
    make("the sandbox's Debian packages", parts.root, MINUTE),
    make("the base image", parts.base, MINUTE),
    make("Kubernetes, from its Go modules", parts.kube, 6 * MINUTE),
    make("the pause image", parts.pause, 5_000),
    make("PostgreSQL", parts.postgres, 5_000),
  ]);
  return { root, base, kube, pause, postgres, metricsServer: artifactFolder(paths.cache, parts.metricsServer) };
}

/** Built last: only the autoscalers' metrics wait for it. */
export function makeMetricsServer(starting: Starting) {
  const { metricsServer } = clusterParts(starting.paths);
  return made(starting, "metrics-server, from its Go modules", metricsServer, 3 * MINUTE);
}

/** Root file system alone, for a Docker daemon beside a cluster that is somebody else's. */
export function makeDockerParts(starting: Starting) {
  return made(starting, "the sandbox's Debian packages", sandboxRoot(), MINUTE);
}

/** The one that is there or can be downloaded, else one that is built. */
export async function makePulumi(starting: Starting, reachable: boolean): Promise<PulumiCli> {
  const { paths, env, progress, signal } = starting;
  const find = (note: Work["note"]) => findPulumi(paths, reachable, { note, signal, env });
  const found = await (reachable ? progress.step("looking for an official Pulumi", find) : find(() => undefined));
  if (found) return found;
  const title = "Pulumi, from its Go modules";
  return placeBuiltPulumi(paths, await made(starting, title, goArtifact(GO_PROGRAMS.pulumi), PULUMI_MS));
}

/** The official provider, built; its folder. */
export function makeKubernetesProvider(starting: Starting): Promise<string> {
  const artifact = goArtifact(GO_PROGRAMS.kubernetesProvider);
  return made(starting, "Pulumi's Kubernetes provider, from its Go module", artifact, PROVIDER_MS);
}

/** All that is built from Go modules, in the order of need; `reachable`: Pulumi's own downloads are. */
const goPrograms = (reachable: boolean): GoProgram[] => [
  GO_PROGRAMS.kube,
  ...(reachable ? [] : [GO_PROGRAMS.pulumi, GO_PROGRAMS.kubernetesProvider]),
  GO_PROGRAMS.metricsServer,
];

/** The network works ahead of the compiler: fetches the modules of all that is not built yet, one program after the other. */
export async function fetchModulesAhead(starting: Starting, reachable: boolean): Promise<void> {
  const { paths, signal } = starting;
  for (const program of goPrograms(reachable)) {
    if (signal.aborted) return;
    if (!existsSync(artifactFolder(paths.cache, goArtifact(program)))) await downloadModules(program, starting);
  }
}
