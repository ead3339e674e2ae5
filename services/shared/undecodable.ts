/**
 * Bytes that are no message of the method's type are the caller's mistake. grpc-js answers INTERNAL, which would look
 * like a fault of ours and make callers' breakers count it.
 */
import { ServerInterceptingCall, type ServerInterceptor, type ServiceDefinition, status } from "@grpc/grpc-js";

class Undecodable {}

/** The same service, reading such bytes as a mark for the interceptor below. */
export function withUndecodable(service: ServiceDefinition): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(service).map(([name, method]) => {
      const requestDeserialize = (bytes: Buffer): unknown => {
        try {
          return method.requestDeserialize(bytes);
        } catch {
          return new Undecodable();
        }
      };
      return [name, { ...method, requestDeserialize }];
    }),
  );
}

/** Answers INVALID_ARGUMENT, and the method hears nothing of it. */
export const refuseUndecodable: ServerInterceptor = (method, call) =>
  new ServerInterceptingCall(call, {
    start: (next) =>
      next({
        onReceiveMessage: (message, deliver) => {
          if (message instanceof Undecodable)
            call.sendStatus({
              code: status.INVALID_ARGUMENT,
              details: `the request is not a message that ${method.path} takes`,
            });
          else deliver(message);
        },
      }),
  });
