/** The one error of a call: a gRPC status by name, and a sentence that the other side may read. */
import { type ServiceError, status } from "@grpc/grpc-js";

/** Every gRPC status by its name, OK among them. */
export type StatusName = keyof typeof status;

/** Thrown by a handler, it is the answer; thrown by `call`, it is what came back. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: Exclude<StatusName, "OK">;

  /** `message` crosses the wire: no internals, no secrets. `cause` stays here, for the log. */
  constructor(code: Exclude<StatusName, "OK">, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /**
   * What grpc-js hands to a client, as an RpcError with the same status; an RpcError as it is. Anything else is a fault
   * of ours: INTERNAL, and the cause alone tells what happened.
   */
  static from(error: unknown): RpcError {
    if (error instanceof RpcError) return error;
    if (isServiceError(error)) return new RpcError(nameOf(error.code), error.details, { cause: error });
    return new RpcError("INTERNAL", "internal error", { cause: error });
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && typeof error.code === "number" && "details" in error;
}

/** The numbers that gRPC does not know count as UNKNOWN, as its specification has it. */
export function nameOf(code: number): Exclude<StatusName, "OK"> {
  const name = status[code] as StatusName | undefined;
  return name === undefined || name === "OK" ? "UNKNOWN" : name;
}
