/** A method that answers with a stream, as an async generator: what it yields is sent, what it throws is the status. */
import { once } from "node:events";
import type { handleServerStreamingCall, ServerWritableStream } from "@grpc/grpc-js";
import { type CallContext, contextOf } from "./call-context.ts";
import { failed } from "./failed-call.ts";
import type { Log } from "./log.ts";

/** It must stop waiting once `context.signal` is aborted; what it throws or yields after that is not sent. */
export type StreamingMethod<Request, Response, Context = CallContext> = (
  request: Request,
  context: Context,
) => AsyncIterable<Response>;

/** What grpc-js serves. The next message is asked for when the one before is on its way, so a slow reader costs no memory. */
export function streaming<Request, Response>(
  log: Log,
  method: StreamingMethod<Request, Response>,
): handleServerStreamingCall<Request, Response> {
  return (call) => {
    const context = { ...contextOf(call) };
    // A status that somebody else gives the call, as a server does that closes, ends the method too.
    const ended = new AbortController();
    call.once("error", () => ended.abort());
    context.signal = AbortSignal.any([context.signal, ended.signal]);
    sendAll(call, method, context).then(
      () => call.end(),
      (thrown: unknown) => {
        if (!context.signal.aborted) call.emit("error", failed(log, call.getPath(), thrown));
      },
    );
  };
}

async function sendAll<Request, Response>(
  call: ServerWritableStream<Request, Response>,
  method: StreamingMethod<Request, Response>,
  context: CallContext,
): Promise<void> {
  for await (const message of method(call.request, context)) {
    if (context.signal.aborted) return;
    if (!call.write(message)) await once(call, "drain", { signal: context.signal });
  }
}
