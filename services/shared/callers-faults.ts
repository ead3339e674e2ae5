/**
 * What grpc-js itself answers INTERNAL although the caller is at fault: a message that cannot be decompressed, a deadline
 * that is none. It gives such calls their status below all interceptors, so their `sendStatus` is what must be wrapped.
 */
import { type ServerInterceptingCallInterface, type ServerInterceptor, status } from "@grpc/grpc-js";

type Answer = Parameters<ServerInterceptingCallInterface["sendStatus"]>[0];

const CALLERS_FAULTS = /^(Failed to decompress message$|Invalid grpc-timeout value )/;

/** Makes them INVALID_ARGUMENT before `inner` hears of them. Put it first, where `call` is grpc-js's own. */
export function blamingCaller(inner: ServerInterceptor): ServerInterceptor {
  return (method, call) => {
    const intercepting = inner(method, call);
    const send = call.sendStatus.bind(call);
    call.sendStatus = (answer) => send(isCallersFault(answer) ? { ...answer, code: status.INVALID_ARGUMENT } : answer);
    return intercepting;
  };
}

function isCallersFault({ code, details }: Answer): boolean {
  return code === status.INTERNAL && CALLERS_FAULTS.test(details ?? "");
}
