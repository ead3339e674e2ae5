/** The one error of a call: a gRPC status by name, a sentence that the other side may read, and details for its program. */
import { type ServiceError, type StatusObject, status } from "@grpc/grpc-js";
import { type ErrorDetail, readDetails, writeDetails } from "./error-details.ts";

/** Every gRPC status by its name, OK among them. */
export type StatusName = keyof typeof status;

/** Thrown by a handler, it is the answer; thrown by `call`, it is what came back. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: Exclude<StatusName, "OK">;
  readonly details: readonly ErrorDetail[];

  /** `message` and `details` cross the wire: no internals, no secrets. `cause` stays here, for the log. */
  constructor(
    code: Exclude<StatusName, "OK">,
    message: string,
    { details = [], ...options }: ErrorOptions & { details?: readonly ErrorDetail[] } = {},
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  /**
   * What grpc-js hands to a client, as an RpcError with the same status; an RpcError as it is. Anything else is a fault
   * of ours: INTERNAL, and the cause alone tells what happened.
   */
  static from(error: unknown): RpcError {
    if (error instanceof RpcError) return error;
    if (isServiceError(error)) {
      const details = readDetails(error.metadata);
      return new RpcError(nameOf(error.code), error.details, { cause: error, details });
    }
    return new RpcError("INTERNAL", "internal error", { cause: error });
  }

  /** What grpc-js sends. */
  toStatus(): Partial<StatusObject> {
    const metadata = writeDetails(this);
    // Half a character, as cutting a text can leave one, would throw where nobody could catch it.
    return { code: status[this.code], details: this.message.toWellFormed(), ...(metadata && { metadata }) };
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
