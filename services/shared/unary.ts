/** A unary method as an async function: request in, answer out, errors as statuses. */
import { type handleUnaryCall, type Metadata, type ServerUnaryCall, status } from "@grpc/grpc-js";
import type { Log } from "./log.ts";
import { RpcError } from "./rpc-error.ts";

/** `signal` is aborted when the caller hangs up or its deadline is over; `metadata` is what it sent along. */
export type CallContext = { signal: AbortSignal; metadata: Metadata };

/** Throws an RpcError to answer with its status; any other error is a fault of ours, and told to nobody but the log. */
export type UnaryMethod<Request, Response> = (request: Request, context: CallContext) => Promise<Response>;

/** The method as grpc-js wants it: it answers exactly once, whatever the method does. */
export function unary<Request, Response>(
  log: Log,
  method: UnaryMethod<Request, Response>,
): handleUnaryCall<Request, Response> {
  return async (call, answer) => {
    let response: Response;
    try {
      response = await method(call.request, { signal: signalOf(call), metadata: call.metadata });
    } catch (thrown) {
      const error = RpcError.from(thrown);
      if (error !== thrown) log.error({ err: thrown, method: call.getPath() }, "a call failed by a fault of ours");
      answer({ code: status[error.code], details: error.message });
      return;
    }
    answer(null, response);
  };
}

function signalOf<Request, Response>(call: ServerUnaryCall<Request, Response>): AbortSignal {
  const controller = new AbortController();
  call.once("cancelled", () => controller.abort(new RpcError("CANCELLED", "the caller is gone")));
  return controller.signal;
}
