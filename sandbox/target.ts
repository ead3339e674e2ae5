/** The cluster and registry that `npm start` works against, and how they were come by. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Paths, socketPath } from "./paths.ts";
import { Problem } from "./problem.ts";
import type { PulumiChoice } from "./pulumi-environment.ts";

export type Target = {
  kind: "sandbox" | "own";
  kubeconfig: string;
  context: string;
  registry: string;
  /** Images; undefined where the stack's own settings are good. */
  base: string | undefined;
  postgres: string | undefined;
  pulumi: PulumiChoice;
};

/** The Docker daemon that a sandbox brings. */
export const sandboxDocker = (paths: Paths) => `unix://${socketPath(paths, "docker")}`;

/** Whether the sandbox has a part in it: as the cluster, or as the Docker that builds for a cluster of one's own. */
export const needsSandbox = (paths: Paths, { pulumi }: Target) => pulumi.dockerHost === sandboxDocker(paths);

const file = (paths: Paths) => path.join(paths.state, "target.json");

export function rememberTarget(paths: Paths, target: Target): void {
  mkdirSync(paths.state, { recursive: true, mode: 0o700 });
  writeFileSync(file(paths), `${JSON.stringify(target, undefined, 2)}\n`, { mode: 0o600 });
}

/** What the last `npm start` worked against: undefined where none came so far, or one of an older Holdfast, whose plugins are gone. */
export function targetIfKnown(paths: Paths): Target | undefined {
  if (!existsSync(file(paths))) return undefined;
  const target = JSON.parse(readFileSync(file(paths), "utf8")) as Target;
  return (target.pulumi.plugins as unknown) === undefined ? undefined : target;
}

export function knownTarget(paths: Paths): Target {
  const target = targetIfKnown(paths);
  if (target) return target;
  throw existsSync(file(paths))
    ? new Problem(
        "this clone was last started by an older Holdfast, with plugins that are gone",
        "Run `npm start` first, with the options you gave then; stacks and their state stay as they are.",
      )
    : new Problem("nothing has been started from this clone yet", "Run `npm start` first.");
}
