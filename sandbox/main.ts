/** The commands behind `npm start`, `npm run status`, `npm run stop`, `npm run pulumi`, `npm run kubectl` and `npm run order`. */

import { pathsOf } from "./paths.ts";
import { requireOwner } from "./preflight.ts";
import { Problem } from "./problem.ts";

type Command = (args: string[]) => Promise<number>;

const paths = pathsOf(process.env);
const env = process.env;
const COMMANDS: Record<string, Command> = {
  start: async (args) => (await import("./commands/start.ts")).start(paths, env, args),
  status: async (args) => (await import("./commands/status.ts")).status(paths, env, args),
  stop: async (args) => (await import("./commands/stop.ts")).stop(paths, args),
  pulumi: async (args) => (await import("./commands/pulumi.ts")).pulumi(paths, env, args),
  kubectl: async (args) => (await import("./commands/kubectl.ts")).kubectl(paths, args),
  order: async (args) => (await import("./commands/order.ts")).order(paths, env, args),
};

const [name = "", ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
  process.stderr.write(`holdfast: there is no command "${name}"; there are ${Object.keys(COMMANDS).join(", ")}\n`);
  process.exit(2);
}
try {
  requireOwner(paths, process.getuid?.() ?? 0);
  process.exitCode = await command(args);
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`\nholdfast: ${error.message}\n  → ${error.remedy}\n`);
  process.exitCode = 1;
}
// What is left open (a socket kept alive) is not waited for.
process.exit();
