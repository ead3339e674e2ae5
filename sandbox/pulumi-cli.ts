/** Runs the very `pulumi`, in the project folder, with the sandbox's environment. */
import type { Paths } from "./paths.ts";
import { Problem } from "./problem.ts";
import { type Ran, run, runAttached } from "./process.ts";
import { projectFolder, seedStackFile } from "./project.ts";
import { pulumiEnvironment } from "./pulumi-environment.ts";
import type { Target } from "./target.ts";

export type PulumiCommand = {
  /** With the person's terminal; gives the exit code. */
  show(args: string[]): Promise<number>;
  /** For ourselves. */
  ask(args: string[]): Promise<Ran>;
};

export function pulumiCommand(paths: Paths, target: Target, env: NodeJS.ProcessEnv): PulumiCommand {
  const options = { cwd: projectFolder(paths), env: pulumiEnvironment(paths, target.pulumi, env) };
  return {
    ask: (args) => run("pulumi", [...args, "--non-interactive"], options),
    show: (args) => runAttached("pulumi", args, options),
  };
}

/** Makes the stack if it is not there, and writes what the sandbox decides into its copy of the stack file. */
export async function prepareStack(
  paths: Paths,
  pulumi: PulumiCommand,
  stack: string,
  connection: Record<string, string>,
  seed: Record<string, string>,
) {
  const seeded = seedStackFile(paths, stack);
  const listed = await pulumi.ask(["stack", "ls", "--json"]);
  const names = listed.code === 0 ? (JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name) : [];
  if (!names.includes(stack)) await must(pulumi, ["stack", "init", stack, "--no-select"]);
  if (names.length === 0 || stack === "dev") await must(pulumi, ["stack", "select", stack]);
  const values = Object.entries(seeded ? { ...seed, ...connection } : connection);
  const plaintext = values.flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
  await must(pulumi, ["config", "set-all", "--stack", stack, "--path", ...plaintext]);
}

export async function stackOutputs(pulumi: PulumiCommand, stack: string): Promise<Record<string, unknown>> {
  const ran = await pulumi.ask(["stack", "output", "--json", "--stack", stack]);
  if (ran.code !== 0)
    throw new Problem(
      `stack ${stack} has no outputs: ${ran.stderr.trim().replace(/^error: /, "")}`,
      `Bring it up first: \`npm start -- --stack ${stack}\`.`,
    );
  return JSON.parse(ran.stdout) as Record<string, unknown>;
}

async function must(pulumi: PulumiCommand, args: string[]) {
  const ran = await pulumi.ask(args);
  if (ran.code === 0) return;
  throw new Problem(
    `\`pulumi ${args.slice(0, 2).join(" ")}\` failed: ${ran.stderr.trim()}`,
    "Mend the reason above and run the same command again.",
  );
}
