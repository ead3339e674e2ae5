/** A Pulumi program that is not Holdfast, on the shared sandbox, run as a person would: `npm run pulumi -- … -C FOLDER`. */
import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Ran } from "../process.ts";
import { sharedClone } from "./clone.ts";

type Config = Record<string, string>;

export type PulumiProgram = {
  /** Where its copy is. */
  folder: string;
  namespace: string;
  /** `pulumi ARGS` on its stack, to its end; `config`, of `up` and `preview` alone, stays in the stack's config. */
  pulumi(args: string[], config?: Config): Promise<Ran>;
  /** The same; gives what it printed, and throws with it unless it ends with 0. */
  must(args: string[], config?: Config): Promise<string>;
  /** `pulumi up` that has to succeed. */
  up(config: Config, ...args: string[]): Promise<string>;
  /** `kubectl ARGS` in its namespace; throws unless it ends with 0. */
  kubectl(...args: string[]): Promise<string>;
  /** The URN of a resource without a parent. */
  urnOf(type: string, resource: string): string;
  /** All that its `preview`, `up` and the like have printed so far. */
  printed(): string;
  /** Destroys what is left, and removes the stack, the namespace and the folder. */
  remove(): Promise<void>;
};

/**
 * Copies the program from the folder beside this file that has its name, and makes its stack and a namespace.
 * `config` is that of the stack; the namespace is added as `kubernetes:namespace`.
 */
export async function startProgram(name: string, stack: string, config: Config): Promise<PulumiProgram> {
  const clone = sharedClone();
  const folder = mkdtempSync(path.join(tmpdir(), `${stack}-`));
  cpSync(path.join(import.meta.dirname, name), folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }\n');
  symlinkSync(path.join(clone.folder, "node_modules"), path.join(folder, "node_modules"));
  const namespace = `${stack}-${randomBytes(4).toString("hex")}`;

  let printed = "";
  const pulumi = async (args: string[], config: Config = {}) => {
    const set = Object.entries(config).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
    const ran = await clone.npm("run", "pulumi", "--", ...args, "-C", folder, "-s", stack, ...set);
    printed += ran.stdout + ran.stderr;
    return ran;
  };
  const must = async (args: string[], config?: Config) => {
    const ran = await pulumi(args, config);
    if (ran.code === 0) return ran.stdout;
    throw new Error(`pulumi ${args.join(" ")} ended with ${ran.code}:\n${ran.stdout}\n${ran.stderr}`);
  };

  await clone.kubectl("create", "namespace", namespace);
  await clone.pulumi("stack", "init", stack, "-C", folder);
  const set = Object.entries({ ...config, "kubernetes:namespace": namespace });
  await must(["config", "set-all", ...set.flatMap(([key, value]) => ["--plaintext", `${key}=${value}`])]);
  return {
    folder,
    namespace,
    pulumi,
    must,
    up: (config, ...args) => must(["up", "--yes", "--skip-preview", ...args], config),
    kubectl: (...args) => clone.kubectl(...args, "-n", namespace),
    printed: () => printed,
    urnOf: (type, resource) => `urn:pulumi:${stack}::${name}::${type}::${resource}`,
    remove: async () => {
      const ran = await pulumi(["destroy", "--yes", "--skip-preview", "--remove"]);
      await clone.kubectl("delete", "namespace", namespace);
      rmSync(folder, { recursive: true, force: true });
      if (ran.code !== 0) throw new Error(`stack ${stack} could not be destroyed:\n${ran.stdout}\n${ran.stderr}`);
    },
  };
}
