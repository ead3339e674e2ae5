/** How a Pulumi program is started and what its end means; as Pulumi's own Node host does it (sdk/nodejs/cmd/pulumi-language-nodejs). */
import { createRequire } from "node:module";
import path from "node:path";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb.js";
import { LANGUAGE_HOST, notServed } from "../rpc/stand-in.ts";
import { fromStruct } from "../rpc/values.ts";

export type Launch = {
  args: string[];
  env: Record<string, string>;
  cwd: string;
};

/** A module of the SDK, as the program itself would find it. */
export function findInSdk(module: "cmd/run" | "cmd/run-policy-pack", programDirectory: string): string {
  try {
    return createRequire(path.join(programDirectory, "program.js")).resolve(`@pulumi/pulumi/${module}`);
  } catch {
    throw new Error(`the Pulumi SDK was not found from ${programDirectory}: run \`npm install\` there`);
  }
}

/** `packagemanager` is for `pulumi install` alone, which is not served. */
const SERVED_OPTIONS = ["typescript", "packagemanager"];

/** What `node` gets for a run. The SDK's synchronous calls are gone, so that neither a monitor proxy nor --sync is needed. */
export function launchOf(request: RunRequest, engine: string): Launch {
  const info = request.getInfo();
  if (!info) throw new Error("the engine sent no program information; Pulumi 3.250 or newer is needed");
  const options = fromStruct(info.getOptions());
  const unserved = Object.keys(options).find((option) => !SERVED_OPTIONS.includes(option));
  if (unserved) throw notServed(LANGUAGE_HOST, `runtime.options.${unserved} of Pulumi.yaml`);

  const flags: Record<string, string> = {
    "--monitor": request.getMonitorAddress(),
    "--engine": engine,
    "--organization": request.getOrganization(),
    "--project": request.getProject(),
    "--root-directory": info.getRootDirectory(),
    "--stack": request.getStack(),
    "--pwd": info.getProgramDirectory(),
    "--parallel": String(request.getParallel()),
  };
  const args = [findInSdk("cmd/run", info.getProgramDirectory()), ...Object.entries(flags).flat()];
  if (request.getDryrun()) args.push("--dry-run");
  args.push(info.getEntryPoint(), ...request.getArgsList());

  const env = configEnvironment(request.getConfigMap(), request.getConfigsecretkeysList());
  if (options.typescript !== false) env.PULUMI_NODEJS_TYPESCRIPT = "true";
  return { args, env, cwd: info.getProgramDirectory() };
}

/** The stack's config, as the SDK reads it. */
export function configEnvironment(
  config: { entries: () => Iterable<[string, string]> },
  secretKeys: string[],
): Record<string, string> {
  return {
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(config.entries())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
  };
}

/** Says what "spawn E2BIG" means: of all that a program is started with, the config alone grows with the stack. */
export function explainStart(error: unknown, env: Record<string, string>): unknown {
  if (!(error instanceof Error && "code" in error && error.code === "E2BIG")) return error;
  const config = env.PULUMI_CONFIG ?? "{}";
  const sizes = Object.entries(JSON.parse(config)).map(([key, value]) => ({
    key,
    bytes: Buffer.byteLength(`${value}`),
  }));
  const largest = sizes.reduce((most, each) => (each.bytes > most.bytes ? each : most), { key: "none", bytes: 0 });
  return new Error(
    `the stack's config has ${Buffer.byteLength(config)} bytes, which is too much: it reaches the program in one environment ` +
      `variable, for which Linux allows 131072 bytes. Its largest key is ${largest.key} with ${largest.bytes} bytes: ` +
      "make that value smaller, or let the program read it from a file",
    { cause: error },
  );
}

export type Outcome = { kind: "complete" } | { kind: "explained" } | { kind: "failed"; error: string };

/** The SDK ends with this code after it has shown the error itself. */
const ALREADY_EXPLAINED = 32;

/** "complete" deletes every resource that was not registered, so that it stands for exit code 0 and nothing else. */
export function outcomeOf(code: number | null, signal: NodeJS.Signals | null): Outcome {
  if (code === 0) return { kind: "complete" };
  if (code === ALREADY_EXPLAINED) return { kind: "explained" };
  if (code !== null)
    return {
      kind: "failed",
      error: `Program exited with non-zero exit code: ${code}`,
    };
  return {
    kind: "failed",
    error: `Program was ended by ${signal ?? "an unknown signal"} before it was complete`,
  };
}
