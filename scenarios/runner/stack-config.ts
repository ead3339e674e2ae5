/** The settings of a stack, as a scenario changes them and puts them back. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Paths } from "../../sandbox/paths.ts";
import { Problem } from "../../sandbox/problem.ts";
import { keptOf, projectFolder } from "../../sandbox/project.ts";
import type { PulumiCommand } from "../../sandbox/pulumi-cli.ts";
import { replaceFile } from "../../sandbox/replace-file.ts";

/** By their keys below `holdfast:`. */
export type StackConfig = {
  /** Take the place of what the stack has there. */
  whole: Record<string, unknown>;
  /** Of these, only what is said is changed. */
  parts: Record<string, unknown>;
};

export type StackConfigOptions = { paths: Paths; pulumi: PulumiCommand; stack: string };

export function stackConfig({ paths, pulumi, stack }: StackConfigOptions) {
  const file = path.join(projectFolder(paths), `Pulumi.${stack}.yaml`);
  // Stays where it is if this process is killed: the next run puts it back first.
  const before = keptOf(file);

  async function must(args: string[]): Promise<string> {
    const ran = await pulumi.ask([...args, "--stack", stack]);
    if (ran.code === 0) return ran.stdout;
    throw new Problem(
      `\`pulumi ${args[0]} ${args[1] ?? ""}\` failed: ${ran.stderr.trim() || ran.stdout.trim().slice(-2_000)}`,
      "Mend the reason above, and run it again.",
    );
  }
  const up = () => must(["up", "--yes", "--skip-preview"]);

  async function putBack(say: (line: string) => void): Promise<void> {
    if (!existsSync(before)) return;
    writeFileSync(file, readFileSync(before));
    await up();
    rmSync(before);
    say(`  ✓ the settings of stack ${stack} are as they were`);
  }

  async function flag(key: string): Promise<boolean> {
    const { code, stdout } = await pulumi.ask(["config", "get", `holdfast:${key}`, "--stack", stack]);
    return code === 0 && stdout.trim() === "true";
  }

  return {
    /** A scenario without faults would still change settings, and place orders that nobody wants. */
    async refuseProduction(): Promise<void> {
      if (!(await flag("production")) || (await flag("allowChaosInProduction"))) return;
      throw new Problem(
        `stack ${stack} is marked as production (holdfast:production): a scenario changes its settings, and places orders that nobody wants`,
        "Run it elsewhere, or, if that is what you want: `pulumi config set holdfast:allowChaosInProduction true`.",
      );
    },
    secret: async (key: string) => (await must(["config", "get", `holdfast:${key}`])).trim(),
    /** Sets these keys, and brings the stack up with them. */
    async apply({ whole, parts }: StackConfig): Promise<void> {
      if (existsSync(before)) writeFileSync(file, readFileSync(before));
      else replaceFile(before, readFileSync(file), { mode: 0o600 });
      for (const key of Object.keys(whole)) await must(["config", "rm", `holdfast:${key}`]).catch(() => {});
      const words = Object.entries({ ...whole, ...parts }).flatMap(([key, value]) => leaves(`holdfast:${key}`, value));
      await must(["config", "set-all", "--path", ...words.flatMap((word) => ["--plaintext", word])]);
      await up();
    },
    putBack,
    /** Does what changes settings; if it fails, they are put back before the reason is told. */
    async orPutBack<T>(work: () => Promise<T>, say: (line: string) => void): Promise<T> {
      try {
        return await work();
      } catch (error) {
        await putBack(say);
        throw error;
      }
    },
  };
}

/** KEY=VALUE of each plain value, as `pulumi config set-all --path` takes it. */
export function leaves(key: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((one, index) => leaves(`${key}[${index}]`, one));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => leaves(`${key}.${name}`, inner));
  return [`${key}=${value}`];
}
