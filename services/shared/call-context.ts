/** What a method is told of its call, beside the request. */
import type { PeerCertificate } from "node:tls";
import type { Metadata, ServerUnaryCall, ServerWritableStream } from "@grpc/grpc-js";
import { RpcError } from "./rpc-error.ts";

export type CallContext = {
  /** Aborted when nobody waits any more: the caller has hung up, its deadline is over, or the call has ended. */
  signal: AbortSignal;
  /** When the caller stops waiting, in milliseconds of `Date.now()`; Infinity if it never does. */
  deadlineAtMs: number;
  metadata: Metadata;
  /** The caller's, if the connection has one and its issuer is trusted. */
  certificate: PeerCertificate | undefined;
};

export type ServerCall = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;

export function contextOf(call: ServerCall): CallContext {
  return {
    signal: signalOf(call),
    deadlineAtMs: Number(call.getDeadline()),
    metadata: call.metadata,
    certificate: call.getAuthContext().sslPeerCertificate,
  };
}

function signalOf(call: ServerCall): AbortSignal {
  const caller = new AbortController();
  call.once("cancelled", () => caller.abort(new RpcError("CANCELLED", "the caller has hung up")));
  return caller.signal;
}
