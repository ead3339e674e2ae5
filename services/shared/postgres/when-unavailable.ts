import type { Log } from "../log.ts";
import { RpcError } from "../rpc-error.ts";
import type { UnaryMethod } from "../unary.ts";
import { CommitUnknown, DatabaseUnavailable } from "./database.ts";

/**
 * The method, which answers UNAVAILABLE with `message` where its database cannot be reached, or may have committed or not:
 * that is the world's doing and no fault of ours. The log has the reason.
 */
export function unavailableWithoutDatabase<Request, Response, Context>(
  log: Log,
  message: string,
  method: UnaryMethod<Request, Response, Context>,
): UnaryMethod<Request, Response, Context> {
  return async (request, context) => {
    try {
      return await method(request, context);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable || error instanceof CommitUnknown)) throw error;
      log.warn({ reason: error.message, cause: causeOf(error) }, "a call could not be served without its database");
      throw new RpcError("UNAVAILABLE", message, { cause: error });
    }
  };
}

/** In the driver's words, which have no values of statements and no password. */
function causeOf({ cause }: Error): string | undefined {
  return cause instanceof Error ? cause.message : undefined;
}
