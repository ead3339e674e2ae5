/** For tests: the engine's side of the protocol, on a real port. */
import type { TestContext } from "node:test";
import grpc from "@grpc/grpc-js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import { connectEngineLog, type EngineLog } from "./engine-log.ts";
import { Empty, EngineService } from "./proto.ts";
import { MESSAGE_LIMITS, serve, unary } from "./serve-plugin.ts";

export type FakeEngine = {
  address: string;
  /** All messages of plugins, in order. */
  messages: { text: string; urn: string; ephemeral: boolean }[];
  stop: () => void;
};

export async function startFakeEngine(): Promise<FakeEngine> {
  const messages: FakeEngine["messages"] = [];
  const { port, stop } = await serve((server) =>
    server.addService(EngineService, {
      log: unary((request: LogRequest) => {
        messages.push({
          text: request.getMessage(),
          urn: request.getUrn(),
          ephemeral: request.getEphemeral(),
        });
        return new Empty();
      }),
    }),
  );
  return { address: `127.0.0.1:${port}`, messages, stop };
}

type Unary<Request, Response> = (
  request: Request,
  callback: (error: grpc.ServiceError | null, response: Response) => void,
) => unknown;

/** A client's method as a promise. */
export function ask<Request, Response>(
  client: object,
  method: Unary<Request, Response>,
  request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    method.call(client, request, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

/** The error of a call of `service` with an empty request. */
export function errorOf(
  client: grpc.Client,
  service: grpc.ServiceDefinition,
  name: string,
): Promise<grpc.ServiceError> {
  const method = service[name];
  if (!method) throw new Error(`the protocol has no call ${name}`);
  const empty = () => Buffer.alloc(0);
  const raw = (bytes: Buffer) => bytes;
  return new Promise((resolve, reject) => {
    const answered = () => reject(new Error(`${method.path} answered`));
    if (method.responseStream)
      client.makeServerStreamRequest(method.path, empty, raw, null).on("data", answered).on("error", resolve);
    else client.makeUnaryRequest(method.path, empty, raw, null, (error) => (error ? resolve(error) : answered()));
  });
}

type ClientConstructor<Client> = new (address: string, credentials: grpc.ChannelCredentials, options: object) => Client;

export function connectTo<Client>(Constructor: ClientConstructor<Client>, port: number): Client {
  return new Constructor(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), MESSAGE_LIMITS);
}

/** A plugin between a fake engine and a client of its own; all of them end with the test. */
export async function startPlugin<Client extends grpc.Client>(
  t: TestContext,
  Constructor: ClientConstructor<Client>,
  plugin: (log: EngineLog, engine: string) => (server: grpc.Server) => void,
): Promise<{ engine: FakeEngine; client: Client }> {
  const engine = await startFakeEngine();
  const log = connectEngineLog(engine.address);
  const { port, stop } = await serve(plugin(log, engine.address));
  const client = connectTo(Constructor, port);
  t.after(() => {
    client.close();
    stop();
    log.close();
    engine.stop();
  });
  return { engine, client };
}
