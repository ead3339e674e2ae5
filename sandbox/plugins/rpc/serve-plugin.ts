/**
 * A plugin process as the engine wants it: gRPC on a port of 127.0.0.1 that is the first line on stdout, and no end before the
 * engine says so. On `Cancel` running work is told to stop; the engine then ends the process by a signal.
 */
import { fstatSync } from "node:fs";
import grpc from "@grpc/grpc-js";

/** As the SDK's own: a message may hold all that a stack has. */
export const MESSAGE_LIMITS = {
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

/** A call with one request and one answer, as a function. What it throws becomes the call's error. */
export type Method<Request, Response> = (request: Request) => Promise<Response> | Response;

export function unary<Request, Response>(method: Method<Request, Response>): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => method(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(toServiceError(error)),
      );
  };
}

export function toServiceError(error: unknown): Partial<grpc.ServiceError> {
  const code = error instanceof NotServed ? grpc.status.UNIMPLEMENTED : grpc.status.UNKNOWN;
  return { code, details: error instanceof Error ? error.message : String(error) };
}

/** Something the official plugin does and the stand-in does not. */
export class NotServed extends Error {}

/** The engine's address is the last argument; flags such as --logtostderr may come before it. */
export function engineAddress(argv: string[]): string {
  const address = argv.at(-1);
  if (!address || !/:\d+$/.test(address))
    throw new Error(
      `this program is started by Pulumi with the engine's address, such as 127.0.0.1:40123, not ${address ?? "nothing"}`,
    );
  return address;
}

export type Serving = { port: number; stop: () => void };

export function serve(addServices: (server: grpc.Server) => void): Promise<Serving> {
  const server = new grpc.Server(MESSAGE_LIMITS);
  addServices(server);
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve({ port, stop: () => server.forceShutdown() });
    });
  });
}

/** Runs `orphaned` once the engine is gone: it holds the other end of stdin for as long as it lives. */
export function onEngineGone(orphaned: () => void): void {
  const stdin = fstatSync(0);
  if (!stdin.isFIFO() && !stdin.isSocket()) return;
  process.stdin.on("end", orphaned).on("error", orphaned).resume();
}
