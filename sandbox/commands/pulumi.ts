/** `npm run pulumi -- ARGS`: the very `pulumi`, with the sandbox's environment and its copy of the stack files. */
import { sandboxState } from "../cluster/namespace.ts";
import type { Paths } from "../paths.ts";
import { Problem } from "../problem.ts";
import { prepareProject } from "../project.ts";
import { pulumiCommand } from "../pulumi-cli.ts";
import { knownTarget } from "../target.ts";

/** Commands that ask the cluster; the others do without it. */
const NEED_CLUSTER = new Set(["up", "update", "preview", "refresh", "destroy", "import", "watch"]);

export async function pulumi(paths: Paths, env: NodeJS.ProcessEnv, args: string[]): Promise<number> {
  const target = knownTarget(paths);
  if (target.kind === "sandbox" && NEED_CLUSTER.has(args[0] ?? "") && sandboxState(paths).kind === "stopped")
    throw new Problem("the sandbox is not running", "Run `npm start` first.");
  for (const notice of prepareProject(paths)) process.stderr.write(`holdfast: ${notice}\n`);
  return pulumiCommand(paths, target, env).show(args);
}
