import { Metadata } from "@grpc/grpc-js";
import type { CallContext } from "./call-context.ts";

/** For tests: a call that nobody gives up, without a deadline, of nobody in particular. */
export function testCallContext(context: Partial<CallContext> = {}): CallContext {
  return {
    signal: new AbortController().signal,
    deadlineAtMs: Number.POSITIVE_INFINITY,
    metadata: new Metadata(),
    certificate: undefined,
    ...context,
  };
}
