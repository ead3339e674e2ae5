/** `npm run stop`: ends everything that `npm start` started. The cluster's data stay, for the next start. */
import { rmSync } from "node:fs";
import { stopNamespace } from "../cluster/namespace.ts";
import { readOptions } from "../options.ts";
import type { Paths } from "../paths.ts";
import { makeProgress } from "../progress.ts";
import { requireNoStart } from "../start-lock.ts";

const HELP = `npm run stop [-- --delete]

Ends the sandbox: all its processes, and with them its mounts, links and rules; then its cgroups.

  --delete    delete its data too (cluster, images, stacks' state); the builds in the cache stay
`;

export async function stop(paths: Paths, args: string[]): Promise<number> {
  const options = readOptions("run stop", args, {
    delete: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  });
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  requireNoStart(paths);
  const progress = makeProgress(process.stdout);
  const ended = await progress.step("the sandbox's processes", () => stopNamespace(paths));
  if (!ended) progress.say("  (nothing was running)");
  if (options.delete)
    await progress.step("its data", async () => rmSync(paths.state, { recursive: true, force: true }));
  return 0;
}
