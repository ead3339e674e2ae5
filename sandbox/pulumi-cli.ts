/** Runs the very `pulumi`, in the project folder, with the sandbox's environment. */
import type { Paths } from "./paths.ts";
import { Problem } from "./problem.ts";
import { type Ran, run, runAttached } from "./process.ts";
import { projectFolder, readStackFile, seedStackFile } from "./project.ts";
import { pulumiEnvironment } from "./pulumi-environment.ts";
import type { Target } from "./target.ts";

export type PulumiCommand = {
  /** With the person's terminal; gives the exit code. */
  show(args: string[]): Promise<number>;
  /** For ourselves; `input` is what it reads. */
  ask(args: string[], input?: string): Promise<Ran>;
};

/** `detached`: a Ctrl-C at the terminal does not reach what is asked; the caller answers for it. */
export function pulumiCommand(paths: Paths, target: Target, env: NodeJS.ProcessEnv, detached = false): PulumiCommand {
  const options = { cwd: projectFolder(paths), env: pulumiEnvironment(paths, target.pulumi, env) };
  return {
    ask: (args, input) =>
      run("pulumi", [...args, "--non-interactive"], { ...options, detached, ...(input !== undefined && { input }) }),
    show: (args) => runAttached("pulumi", args, options),
  };
}

/** What goes into the copy of a stack file: by key, as `pulumi config set` takes it. */
export type StackInputs = {
  /** Written at each start. */
  connection: Record<string, string>;
  /** Written into a new copy. */
  seed: Record<string, string>;
  /** What the copy, whose text is given, lacks that must be secret. */
  secrets: (stackFile: string) => Record<string, string>;
};

/** Makes the stack if it is not there, and writes what the sandbox decides into its copy of the stack file. */
export async function prepareStack(paths: Paths, pulumi: PulumiCommand, stack: string, inputs: StackInputs) {
  const seeded = seedStackFile(paths, stack);
  const listed = await pulumi.ask(["stack", "ls", "--json"]);
  const names = listed.code === 0 ? (JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name) : [];
  if (!names.includes(stack)) await must(pulumi, ["stack", "init", stack, "--no-select"]);
  if (names.length === 0 || stack === "dev") await must(pulumi, ["stack", "select", stack]);
  const { connection, seed, secrets } = inputs;
  const plain = Object.entries(seeded ? { ...seed, ...connection } : connection);
  const words = plain.flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
  await must(pulumi, ["config", "set-all", "--stack", stack, "--path", ...words]);
  // Not in the arguments, which everybody on the machine can see.
  for (const [key, value] of Object.entries(secrets(readStackFile(paths, stack))))
    await must(pulumi, ["config", "set", "--stack", stack, "--secret", key], value);
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

async function must(pulumi: PulumiCommand, args: string[], input?: string) {
  const ran = await pulumi.ask(args, input);
  if (ran.code === 0) return;
  throw new Problem(
    `\`pulumi ${args.slice(0, 2).join(" ")}\` failed: ${ran.stderr.trim()}`,
    "Mend the reason above and run the same command again.",
  );
}
