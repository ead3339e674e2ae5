/** All that the sandbox is made from, in the order that keeps two cores and the network busy. */
import { existsSync } from "node:fs";
import type { Paths } from "../paths.ts";
import type { Starting } from "../starting.ts";
import { allOrNone } from "./all-or-none.ts";
import { type Artifact, artifactFolder, ensureArtifact } from "./artifact.ts";
import { baseImage, sandboxRoot } from "./debian.ts";
import { downloadModules, GO_PROGRAMS, goArtifact } from "./go-build.ts";
import { postgresParts } from "./postgres.ts";
import { findPulumi, type PulumiCli } from "./pulumi.ts";

const MINUTE = 60_000;

/** Makes an artifact as a step with an estimate; silent when it is there already. */
async function made({ paths, env, progress, signal }: Starting, title: string, artifact: Artifact, estimateMs: number) {
  const folder = artifactFolder(paths.cache, artifact);
  if (existsSync(folder)) return folder;
  return progress.step(title, (note) => ensureArtifact(paths.cache, artifact, { note, signal, env }), estimateMs);
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

/** What the cluster needs to start: its root file system, base image, Kubernetes. Later builds' modules are fetched meanwhile. */
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
  return made(starting, "metrics-server, from its Go modules", metricsServer, 2 * MINUTE);
}

/** Root file system alone, for a Docker daemon beside a cluster that is somebody else's. */
export function makeDockerParts(starting: Starting) {
  return made(starting, "the sandbox's Debian packages", sandboxRoot(), MINUTE);
}

export function makePulumi({ paths, env, progress, signal }: Starting, reachable: boolean): Promise<PulumiCli> {
  const estimate = existsSync(artifactFolder(paths.cache, goArtifact(GO_PROGRAMS.pulumi))) ? undefined : 5 * MINUTE;
  return progress.step("Pulumi", (note) => findPulumi(paths, reachable, { note, signal, env }), estimate);
}

/** The network works ahead of the compiler. */
export async function fetchModulesAhead(starting: Starting): Promise<void> {
  for (const program of [GO_PROGRAMS.pulumi, GO_PROGRAMS.metricsServer]) await downloadModules(program, starting);
}
