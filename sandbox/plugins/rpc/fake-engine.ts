/** For tests: the engine's side of the protocol, on a real port. */
import grpc from "@grpc/grpc-js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import { Empty, EngineService } from "./proto.ts";
import { MESSAGE_LIMITS, serve, unary } from "./serve-plugin.ts";

export type FakeEngine = {
  address: string;
  /** All that plugins have told, in order. */
  messages: { severity: number; text: string; urn: string; ephemeral: boolean }[];
  stop: () => void;
};

export async function startFakeEngine(): Promise<FakeEngine> {
  const messages: FakeEngine["messages"] = [];
  const { port, stop } = await serve((server) =>
    server.addService(EngineService, {
      log: unary((request: LogRequest) => {
        messages.push({
          severity: request.getSeverity(),
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

export function connectTo<Client>(
  Constructor: new (address: string, credentials: grpc.ChannelCredentials, options: object) => Client,
  port: number,
): Client {
  return new Constructor(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), MESSAGE_LIMITS);
}
