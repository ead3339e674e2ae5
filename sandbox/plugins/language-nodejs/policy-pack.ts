/**
 * A policy pack: a process that serves Pulumi's Analyzer. It reads stack, project and config from its environment, but the engine
 * sends them over the connection. So the engine gets a proxy, which starts the pack once it has them (as PolicyProxy in Pulumi's
 * Go SDK does).
 */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import grpc from "@grpc/grpc-js";
import type { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb.js";
import { AnalyzerService, analyzer, language } from "../rpc/proto.ts";
import { MESSAGE_LIMITS, serve, toServiceError, unary } from "../rpc/serve-plugin.ts";
import { configEnvironment, explainStart, findInSdk } from "./program.ts";

type Run = grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>;
type Stack = AnalyzerStackConfigureRequest;

/** The call lasts as long as the pack: its first output is the proxy's port, its last the exit code. The engine ends it by cancelling. */
export async function runPolicyPack(call: Run, engine: string, onStart: (pack: ChildProcess) => void): Promise<void> {
  const folder = call.request.getInfo()?.getProgramDirectory() ?? call.request.getPwd();
  const args = [findInSdk("cmd/run-policy-pack", folder), engine, "."];
  const engineEnv = Object.fromEntries(call.request.getEnvList().map((each) => each.split(/=(.*)/s, 2)));

  const start = async (stack: Stack): Promise<grpc.Client> => {
    const env = environmentOf(stack);
    try {
      const pack = spawn(process.execPath, args, {
        cwd: folder,
        env: { ...engineEnv, ...env },
      });
      onStart(pack);
      call.on("cancelled", () => pack.kill("SIGKILL"));
      return await connect(call, pack, folder);
    } catch (error) {
      throw explainStart(error, env);
    }
  };

  let pack: Promise<grpc.Client> | undefined;
  const forwarded = Object.entries(AnalyzerService).map(
    ([name, method]: [string, grpc.MethodDefinition<object, object>]) => {
      const forward: grpc.handleUnaryCall<object, object> = ({ request }, callback) => {
        pack ??= start(
          request instanceof analyzer.AnalyzerStackConfigureRequest
            ? request
            : new analyzer.AnalyzerStackConfigureRequest(),
        );
        pack.then(
          (client) =>
            client.makeUnaryRequest(
              method.path,
              method.requestSerialize,
              method.responseDeserialize,
              request,
              (error, answer) => callback(error, answer),
            ),
          (error: unknown) => callback(toServiceError(error)),
        );
      };
      return [name, forward];
    },
  );
  // Comes before the engine has said for which stack.
  const handshake = unary(() => new analyzer.AnalyzerHandshakeResponse());
  const { port, stop } = await serve((server) =>
    server.addService(AnalyzerService, {
      ...Object.fromEntries(forwarded),
      handshake,
    }),
  );
  call.on("cancelled", stop);
  call.write(new language.RunPluginResponse().setStdout(Buffer.from(`${port}\n`)));
}

/** A client of the pack, at the port that is the first line of its output. All other output goes to the engine. */
function connect(call: Run, pack: ChildProcessWithoutNullStreams, folder: string): Promise<grpc.Client> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: pack.stdout });
    lines.once("line", (port) => {
      if (/^\d+$/.test(port))
        resolve(new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), MESSAGE_LIMITS));
      else
        reject(
          new Error(
            `the policy pack in ${folder} printed "${port}" where its port has to be: let it print nothing before \`new PolicyPack\``,
          ),
        );
      lines.on("line", (line) => call.write(new language.RunPluginResponse().setStdout(Buffer.from(`${line}\n`))));
    });
    pack.stderr.on("data", (chunk: Buffer) => call.write(new language.RunPluginResponse().setStderr(chunk)));
    pack.once("error", reject);
    pack.once("close", (code) => {
      reject(
        new Error(`the policy pack in ${folder} ended with exit code ${code} before it served: its output says why`),
      );
      call.write(new language.RunPluginResponse().setExitcode(code ?? 1));
      call.end();
    });
  });
}

/** As the SDK reads it. */
function environmentOf(stack: Stack): Record<string, string> {
  return {
    ...configEnvironment(stack.getConfigMap(), stack.getConfigSecretKeysList()),
    PULUMI_NODEJS_ORGANIZATION: stack.getOrganization(),
    PULUMI_NODEJS_PROJECT: stack.getProject(),
    PULUMI_NODEJS_STACK: stack.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(stack.getDryRun()),
  };
}
