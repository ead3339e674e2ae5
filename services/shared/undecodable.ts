/**
 * Bytes that are no message of the method's type are the caller's mistake. grpc-js answers INTERNAL, which would look
 * like a fault of ours and make callers' breakers count it.
 */
import { ServerInterceptingCall, type ServerInterceptor, type ServiceDefinition, status } from "@grpc/grpc-js";

class Undecodable {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/** The same service, reading such bytes as a mark for the interceptor below. */
export function withUndecodable(service: ServiceDefinition): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(service).map(([name, method]) => {
      const requestDeserialize = (bytes: Buffer): unknown => {
        try {
          const request = method.requestDeserialize(bytes);
          const field = unusableText(request);
          return field === undefined
            ? request
            : new Undecodable(`${field} must be UTF-8 text without NUL and replacement characters`);
        } catch {
          return new Undecodable(`the request is not a message that ${method.path} takes`);
        }
      };
      return [name, { ...method, requestDeserialize }];
    }),
  );
}

/** Answers INVALID_ARGUMENT, and the method hears nothing of it. */
export const refuseUndecodable: ServerInterceptor = (_method, call) =>
  new ServerInterceptingCall(call, {
    start: (next) =>
      next({
        onReceiveMessage: (message, deliver) => {
          if (message instanceof Undecodable) call.sendStatus({ code: status.INVALID_ARGUMENT, details: message.why });
          else deliver(message);
        },
      }),
  });

/**
 * The path of the first text that holds NUL, which PostgreSQL cannot store, or U+FFFD, which is what decoding makes of
 * bytes that are no UTF-8: two different texts on the wire must never become one here.
 */
function unusableText(value: unknown): string | undefined {
  // Tells it is here, and nothing else of it, since it may be a secret.
  if (typeof value === "string") return /[\0\ufffd]/.test(value) ? "" : undefined;
  if (typeof value !== "object" || value === null || Buffer.isBuffer(value)) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const path = unusableText(part);
    if (path !== undefined) return [asInContract(key), path].filter(Boolean).join(".");
  }
  return undefined;
}

function asInContract(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
