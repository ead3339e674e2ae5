/** `npm run pulumi -- ARGS`: the very `pulumi`, with the sandbox's environment and its copy of the stack files. */
import { sandboxState } from "../cluster/namespace.ts";
import type { Paths } from "../paths.ts";
import { Problem } from "../problem.ts";
import { prepareProject } from "../project.ts";
import { pulumiCommand } from "../pulumi-cli.ts";
import { knownTarget, needsSandbox, type Target } from "../target.ts";

/** Commands that ask the cluster, or build images for one that is somebody's own; the others do without. */
const NEED_SANDBOX = {
  sandbox: new Set(["up", "update", "preview", "refresh", "destroy", "import", "watch"]),
  own: new Set(["up", "update", "watch"]),
};

export async function pulumi(paths: Paths, env: NodeJS.ProcessEnv, args: string[]): Promise<number> {
  const target = knownTarget(paths);
  const needed = needsSandbox(paths, target) && NEED_SANDBOX[target.kind].has(args[0] ?? "");
  if (needed && sandboxState(paths).kind === "stopped") throw notRunning(target);
  for (const notice of prepareProject(paths)) process.stderr.write(`holdfast: ${notice}\n`);
  return pulumiCommand(paths, target, env).show(args);
}

function notRunning({ kind, context, registry }: Target): Problem {
  return kind === "sandbox"
    ? new Problem("the sandbox is not running", "Run `npm start` first.")
    : new Problem(
        `the sandbox is not running, and its Docker builds the images for ${context}`,
        `Run \`npm start -- --context ${context} --registry ${registry}\` first.`,
      );
}
