/** One `npm start`, as all that it does sees it. */
import type { Paths } from "./paths.ts";
import type { Progress } from "./progress.ts";

export type Starting = {
  paths: Paths;
  /** The caller's environment. */
  env: NodeJS.ProcessEnv;
  progress: Progress;
  /** Aborted when the person has had enough. */
  signal: AbortSignal;
};
