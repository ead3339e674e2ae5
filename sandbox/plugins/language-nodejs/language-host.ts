/** The calls of Pulumi's language protocol that up, preview, refresh, destroy and a policy pack need. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Server, ServerWritableStream } from "@grpc/grpc-js";
import type { RunPluginRequest, RunPluginResponse, RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb.js";
import type { EngineLog } from "../rpc/engine-log.ts";
import { Empty, LanguageRuntimeService, language, PluginInfo } from "../rpc/proto.ts";
import { toServiceError, unary } from "../rpc/serve-plugin.ts";
import { ANNOUNCEMENT, LANGUAGE_HOST, notServed, withRefusals } from "../rpc/stand-in.ts";
import { runPolicyPack } from "./policy-pack.ts";
import { explainStart, launchOf, type Outcome, outcomeOf } from "./program.ts";

export type Host = {
  engine: string;
  log: EngineLog;
  env: NodeJS.ProcessEnv;
  /** How long a cancelled program may take to end by itself. */
  graceMs: number;
  /** Where the program's own output goes: "inherit" is what the engine reads. */
  output: "inherit" | "ignore";
};

export type LanguageHost = {
  addTo: (server: Server) => void;
  /** Ends at once all that runs: there is no engine any more. */
  abandon: () => void;
};

export function languageHost(host: Host): LanguageHost {
  const running = new Set<ChildProcess>();
  const track = (child: ChildProcess) => {
    running.add(child);
    child.once("close", () => running.delete(child));
  };

  const cancel = () => {
    for (const child of running) {
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGKILL"), host.graceMs).unref();
    }
  };

  // The one call that every operation makes once, also those that run no program.
  const getRequiredPackages = async () => {
    host.log.log({ text: ANNOUNCEMENT });
    await host.log.flush();
    // The SDK puts a version on every registration, so that the engine finds the plugins without a list.
    return new language.GetRequiredPackagesResponse();
  };

  const run = async (request: RunRequest): Promise<RunResponse> => {
    const { args, env, cwd } = launchOf(request, host.engine);
    const stdio = ["ignore", host.output, host.output] as const;
    try {
      const child = spawn(process.execPath, args, {
        cwd,
        env: { ...host.env, ...env },
        stdio: [...stdio],
      });
      track(child);
      return responseOf(await endOf(child));
    } catch (error) {
      throw explainStart(error, env);
    }
  };

  const runPlugin = async (call: ServerWritableStream<RunPluginRequest, RunPluginResponse>) => {
    try {
      if (call.request.getKind() !== "analyzer")
        throw notServed(LANGUAGE_HOST, `plugins of the kind ${call.request.getKind()} that are written for Node`);
      await runPolicyPack(call, host.engine, track);
    } catch (error) {
      call.emit("error", toServiceError(error));
    }
  };

  return {
    abandon: () => {
      for (const child of running) child.kill("SIGKILL");
    },
    addTo: (server) =>
      server.addService(
        LanguageRuntimeService,
        withRefusals(LANGUAGE_HOST, LanguageRuntimeService, {
          getPluginInfo: unary(() => new PluginInfo().setVersion(LANGUAGE_HOST.version)),
          getRequiredPackages: unary(getRequiredPackages),
          run: unary(run),
          runPlugin,
          cancel: unary(() => {
            cancel();
            return new Empty();
          }),
        }),
      ),
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
