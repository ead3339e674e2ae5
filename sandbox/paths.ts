/** Where the sandbox keeps its things. */
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export type Paths = {
  /** The clone. */
  repo: string;
  /** Builds that all clones on this machine share; safe to delete. */
  cache: string;
  /** All that belongs to this clone's sandbox; safe to delete when it is stopped. */
  state: string;
  /** Eight hex digits that tell this sandbox from those of other clones. */
  id: string;
  /** The Node that runs this, for what is started outside of npm's PATH. */
  node: string;
};

export function pathsOf(env: NodeJS.ProcessEnv): Paths {
  const repo = realpathSync(path.join(import.meta.dirname, ".."));
  const caches = env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
  const state = path.join(repo, ".sandbox");
  return {
    repo,
    cache: path.resolve(env.HOLDFAST_CACHE || path.join(caches, "holdfast")),
    state,
    id: createHash("sha256").update(state).digest("hex").slice(0, 8),
    node: process.execPath,
  };
}

/** Unix sockets' names are short of 108 bytes, so they stand right below the state folder. */
export const socketPath = (paths: Pick<Paths, "state">, name: string) => path.join(paths.state, "run", `${name}.sock`);
export const logPath = (paths: Pick<Paths, "state">, name: string) => path.join(paths.state, "log", `${name}.log`);
