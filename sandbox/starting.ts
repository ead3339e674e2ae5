/** One `npm start`, as all that it does sees it. */
import type { Paths } from "./paths.ts";
import type { Progress } from "./progress.ts";

export type Starting = {
  paths: Paths;
  /** The caller's environment. */
  env: NodeJS.ProcessEnv;
  progress: Progress;
  /** What this start had to build so far, in the order in which it was done. */
  built: Built[];
  /** Aborted when the person has had enough. */
  signal: AbortSignal;
};

/** Something that was built, and how long that took. */
export type Built = { title: string; ms: number };
