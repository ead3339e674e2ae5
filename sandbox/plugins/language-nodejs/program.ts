/** How a Pulumi program is started and what its end means; as Pulumi's own Node host does it (sdk/nodejs/cmd/pulumi-language-nodejs). */
import { createRequire } from "node:module";
import path from "node:path";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb.js";
import { fromStruct } from "../rpc/values.ts";
import { shellWords } from "./shell-words.ts";

export type Launch = { args: string[]; env: Record<string, string>; cwd: string };

/** The SDK's runner, as the program itself would find it. */
export function findRunner(programDirectory: string, override: string | undefined): string {
  try {
    return createRequire(path.join(programDirectory, "program.js")).resolve(override ?? "@pulumi/pulumi/cmd/run");
  } catch {
    throw new Error(`the Pulumi SDK was not found from ${programDirectory}: run \`npm install\` there`);
  }
}

/** What `node` gets for a run. The SDK's synchronous calls are gone, so that neither a monitor proxy nor --sync is needed. */
export function launchOf(request: RunRequest, engine: string, runner: string): Launch {
  const info = request.getInfo();
  if (!info) throw new Error("the engine sent no program information; Pulumi 3.250 or newer is needed");
  const options = fromStruct(info.getOptions());
  const nodeArgs = typeof options.nodeargs === "string" ? shellWords(options.nodeargs) : [];

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
  const args = [...nodeArgs, runner, ...Object.entries(flags).flat()];
  if (request.getDryrun()) args.push("--dry-run");
  args.push(info.getEntryPoint(), ...request.getArgsList());

  const env: Record<string, string> = {
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
  if (options.typescript !== false) env.PULUMI_NODEJS_TYPESCRIPT = "true";
  if (typeof options.tsconfig === "string") env.PULUMI_NODEJS_TSCONFIG_PATH = options.tsconfig;
  return { args, env, cwd: info.getProgramDirectory() };
}

export type Outcome = { kind: "complete" } | { kind: "explained" } | { kind: "failed"; error: string };

/** The SDK ends with this code after it has shown the error itself. */
const ALREADY_EXPLAINED = 32;

/** "complete" deletes every resource that was not registered, so that it stands for exit code 0 and nothing else. */
export function outcomeOf(code: number | null, signal: NodeJS.Signals | null): Outcome {
  if (code === 0) return { kind: "complete" };
  if (code === ALREADY_EXPLAINED) return { kind: "explained" };
  if (code !== null) return { kind: "failed", error: `Program exited with non-zero exit code: ${code}` };
  return { kind: "failed", error: `Program was ended by ${signal ?? "an unknown signal"} before it was complete` };
}
