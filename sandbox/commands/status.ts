/** `npm run status`: what runs, where it answers, and which stacks are up. Exit code 0 when the sandbox serves, 3 when not. */
import { sandboxState } from "../cluster/namespace.ts";
import { forwardsOf } from "../cluster/plan.ts";
import type { Paths } from "../paths.ts";
import { pulumiCommand } from "../pulumi-cli.ts";
import { knownTarget } from "../target.ts";

/** As `systemctl status` and the LSB init scripts say "not running". */
const NOT_RUNNING = 3;

export async function status(paths: Paths, env: NodeJS.ProcessEnv, _args: string[]): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const state = sandboxState(paths);
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
  const target = knownTarget(paths);
  say(`  pulumi         ${target.pulumi.origin}${target.pulumi.standIns ? ", with stand-in plugins" : ""}`);
  const ran = await pulumiCommand(paths, target, env).ask(["stack", "ls", "--json"]);
  const stacks = ran.code === 0 ? (JSON.parse(ran.stdout) as { name: string; resourceCount?: number }[]) : [];
  for (const { name, resourceCount } of stacks)
    say(`  stack ${name.padEnd(8)} ${resourceCount ? `${resourceCount} resources` : "nothing up"}`);
  return 0;
}
