/**
 * What grpc-js itself answers INTERNAL although the caller is at fault: a message that cannot be decompressed, a deadline
 * that is none. It gives such calls their status below all interceptors, so their `sendStatus` is what must be wrapped.
 */
import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from "@grpc/grpc-js";

type Answer = Parameters<ServerInterceptingCallInterface["sendStatus"]>[0];

const CALLERS_FAULTS = /^(Failed to decompress message$|Invalid grpc-timeout value )/;

/** Makes them INVALID_ARGUMENT. Put it first, so that `call` is grpc-js's own. */
export const blameCaller: ServerInterceptor = (_method, call) => {
  const send = call.sendStatus.bind(call);
  call.sendStatus = (answer) => send(isCallersFault(answer) ? { ...answer, code: status.INVALID_ARGUMENT } : answer);
  return new ServerInterceptingCall(call);
};

function isCallersFault({ code, details }: Answer): boolean {
  return code === status.INTERNAL && CALLERS_FAULTS.test(details ?? "");
}
