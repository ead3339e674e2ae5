import type { StatusObject } from "@grpc/grpc-js";
import type { Log } from "./log.ts";
import { RpcError } from "./rpc-error.ts";

/** The status of a call whose method threw. What is no RpcError is a fault of ours, and goes into the log. */
export function failed(log: Log, path: string, thrown: unknown): Partial<StatusObject> {
  const error = RpcError.from(thrown);
  if (error !== thrown) log.error({ path, err: thrown }, "a call ended with a fault of ours");
  return error.toStatus();
}
