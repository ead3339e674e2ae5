/** A unary method as an async function: a request in, an answer or an RpcError out. */
import type { handleUnaryCall } from "@grpc/grpc-js";
import { type CallContext, contextOf } from "./call-context.ts";
import { failed } from "./failed-call.ts";
import type { Log } from "./log.ts";

export type { CallContext };

export type UnaryMethod<Request, Response, Context = CallContext> = (
  request: Request,
  context: Context,
) => Promise<Response>;

/** What grpc-js serves. An RpcError is an answer like any other; whatever else is thrown goes into the log. */
export function unary<Request, Response>(
  log: Log,
  method: UnaryMethod<Request, Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    // In an async function, so that what a method throws at once is caught too.
    const answer = async () => method(call.request, contextOf(call));
    answer().then(
      (response) => callback(null, response),
      (thrown: unknown) => callback(failed(log, call.getPath(), thrown)),
    );
  };
}
