/** A unary method as an async function: a request in, an answer or an RpcError out. */
import type { handleUnaryCall, ServerUnaryCall } from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import type { Log } from "./log.ts";
import { RpcError } from "./rpc-error.ts";

/** `signal` is aborted when the caller has hung up or its deadline is over. */
export type CallContext = { signal: AbortSignal };

export type UnaryMethod<Request, Response> = (request: Request, context: CallContext) => Promise<Response>;

/** What grpc-js serves. An RpcError is an answer like any other; whatever else is thrown goes into the log. */
export function unary<Request, Response>(
  log: Log,
  method: UnaryMethod<Request, Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    method(call.request, { signal: signalOf(call) }).then(
      (response) => callback(null, response),
      (thrown: unknown) => {
        const error = RpcError.from(thrown);
        if (error !== thrown) log.error({ path: call.getPath(), err: thrown }, "a call ended with a fault of ours");
        callback({ code: status[error.code], details: error.message });
      },
    );
  };
}

function signalOf<Request, Response>(call: ServerUnaryCall<Request, Response>): AbortSignal {
  const caller = new AbortController();
  call.once("cancelled", () => caller.abort(new RpcError("CANCELLED", "the caller has hung up")));
  return caller.signal;
}
