/** `npm run status`: what runs, where it answers, and which stacks are up. */
import { sandboxState } from "../cluster/namespace.ts";
import { forwardsOf } from "../cluster/plan.ts";
import { readOptions } from "../options.ts";
import type { Paths } from "../paths.ts";
import { pulumiCommand } from "../pulumi-cli.ts";
import { needsSandbox, type Target, targetIfKnown } from "../target.ts";

const HELP = `npm run status

Tells what runs, where it answers and which stacks are up. Exit code 0 when the sandbox serves, or has no part in a
cluster of your own; 3 when it does not.
`;

/** As `systemctl status` and the LSB init scripts say "not running". */
const NOT_RUNNING = 3;

export async function status(paths: Paths, env: NodeJS.ProcessEnv, args: string[]): Promise<number> {
  const options = readOptions("run status", args, { help: { type: "boolean", short: "h", default: false } });
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const target = targetIfKnown(paths);
  if (target?.kind === "own")
    say(`Stacks go to your own cluster: context ${target.context}, registry ${target.registry}.`);
  const state = sandboxState(paths);
  if (target && !needsSandbox(paths, target) && state.kind === "stopped") {
    await sayStacks(paths, target, env);
    return 0;
  }
  if (state.kind === "stopped") {
    say("The sandbox is not running. `npm start` starts it.");
    return NOT_RUNNING;
  }
  const { plan, boot } = state;
  if (boot.phase !== "ready") {
    say(
      boot.phase === "starting"
        ? `The sandbox is starting: ${boot.step}.`
        : `The sandbox failed at ${boot.step}: ${boot.reason}`,
    );
    return NOT_RUNNING;
  }
  say(plan.mode === "docker" ? "A Docker daemon runs, for a cluster of your own." : "The sandbox runs.");
  if (plan.mode === "cluster") {
    for (const { name, hostPort } of forwardsOf(plan.ports)) say(`  ${name.padEnd(14)} 127.0.0.1:${hostPort}`);
    say(`  kubeconfig     ${paths.state}/kubeconfig`);
    say(`  metrics        ${boot.metrics ? "served" : "not yet: metrics-server is built last"}`);
  }
  if (target) await sayStacks(paths, target, env);
  return 0;
}

async function sayStacks(paths: Paths, target: Target, env: NodeJS.ProcessEnv) {
  say(`  pulumi         ${target.pulumi.origin}`);
  for (const [name, { text }] of Object.entries(target.pulumi.plugins)) say(`    ${name.padEnd(15)} ${text}`);
  const ran = await pulumiCommand(paths, target, env).ask(["stack", "ls", "--json"]);
  const stacks = ran.code === 0 ? (JSON.parse(ran.stdout) as { name: string; resourceCount?: number }[]) : [];
  for (const { name, resourceCount } of stacks)
    say(`  stack ${name.padEnd(8)} ${resourceCount ? `${resourceCount} resources` : "nothing up"}`);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
