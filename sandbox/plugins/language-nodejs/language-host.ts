/** The calls of Pulumi's language protocol that up, preview, refresh and destroy make. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Server } from "@grpc/grpc-js";
import type { RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb.js";
import type { EngineLog } from "../rpc/engine-log.ts";
import { Empty, LanguageRuntimeService, language, PluginInfo } from "../rpc/proto.ts";
import { unary } from "../rpc/serve-plugin.ts";
import { announceOnce, type StandIn } from "../rpc/stand-in.ts";
import { findRunner, launchOf, type Outcome, outcomeOf } from "./program.ts";

export const STAND_IN: StandIn = { name: "language nodejs", version: "v3.250.0" };

export type Host = {
  engine: string;
  log: EngineLog;
  env: NodeJS.ProcessEnv;
  /** How long a cancelled program may take to end by itself. */
  graceMs: number;
  /** Where the program's own output goes: "inherit" is what the engine reads. */
  output: "inherit" | "ignore";
};

export type LanguageHost = { addTo: (server: Server) => void; cancel: () => void };

export function languageHost(host: Host): LanguageHost {
  const running = new Set<ChildProcess>();
  const announce = announceOnce(host.log, STAND_IN);

  const cancel = () => {
    for (const child of running) {
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGKILL"), host.graceMs).unref();
    }
  };

  const run = async (request: RunRequest): Promise<RunResponse> => {
    announce();
    const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
    const runner = findRunner(directory, host.env.PULUMI_LANGUAGE_NODEJS_RUN_PATH);
    const launch = launchOf(request, host.engine, runner);
    const child = spawn(process.execPath, launch.args, {
      cwd: launch.cwd,
      env: { ...host.env, ...launch.env },
      stdio: ["ignore", host.output, host.output],
    });
    running.add(child);
    try {
      return responseOf(await endOf(child));
    } finally {
      running.delete(child);
    }
  };

  return {
    cancel,
    addTo: (server) =>
      server.addService(LanguageRuntimeService, {
        getPluginInfo: unary(() => new PluginInfo().setVersion(STAND_IN.version.slice(1))),
        // The SDK puts a version on every registration, so that the engine finds the plugins without a list.
        getRequiredPackages: unary(() => new language.GetRequiredPackagesResponse()),
        about: unary(() => new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
        run: unary(run),
        cancel: unary(() => {
          cancel();
          return new Empty();
        }),
      }),
  };
}

function endOf(child: ChildProcess): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(outcomeOf(code, signal)));
  });
}

function responseOf(outcome: Outcome): RunResponse {
  const response = new language.RunResponse();
  if (outcome.kind === "explained") response.setBail(true);
  if (outcome.kind === "failed") response.setError(outcome.error);
  return response;
}
