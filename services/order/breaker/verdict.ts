/**
 * What the end of a call to Payment says about Payment's health: one table for every gRPC status.
 * `excluded` says nothing: the request was at fault, or we were, and the breaker forgets the call.
 */
import { status } from "@grpc/grpc-js";

export type Verdict = "success" | "failure" | "excluded";

/** How a call ended; a declined charge is a value, and so a success. */
export type Outcome = { ok: true; value: unknown } | { ok: false; error: unknown };

export const VERDICT_OF_STATUS: Readonly<Record<keyof typeof status, Verdict>> = {
  OK: "success",

  // Payment answered, and the answer is about this one request.
  INVALID_ARGUMENT: "excluded",
  NOT_FOUND: "excluded",
  ALREADY_EXISTS: "excluded",
  FAILED_PRECONDITION: "excluded",
  ABORTED: "excluded",
  OUT_OF_RANGE: "excluded",
  // Ours: we hung up, or are shutting down.
  CANCELLED: "excluded",

  // Payment is down, slow, overloaded or broken.
  UNAVAILABLE: "failure",
  DEADLINE_EXCEEDED: "failure",
  RESOURCE_EXHAUSTED: "failure",
  INTERNAL: "failure",
  UNKNOWN: "failure",
  DATA_LOSS: "failure",
  // No order gets through while these last, so calling on helps nobody.
  UNIMPLEMENTED: "failure",
  UNAUTHENTICATED: "failure",
  PERMISSION_DENIED: "failure",
};

/**
 * Any value is a success; a malformed one is for the client to turn into an INTERNAL error.
 * An error is judged by its gRPC status in `code`, as a number or a name. One that has none never came from
 * Payment: it is a fault of ours, from before sending, and excluded.
 */
export function verdictOf(outcome: Outcome): Verdict {
  if (outcome.ok) return "success";
  const name = statusNameOf(outcome.error);
  return name === undefined ? "excluded" : VERDICT_OF_STATUS[name];
}

function statusNameOf(error: unknown): keyof typeof status | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const name = typeof error.code === "number" ? status[error.code] : error.code;
  return isStatusName(name) ? name : undefined;
}

function isStatusName(name: unknown): name is keyof typeof status {
  return typeof name === "string" && Object.hasOwn(VERDICT_OF_STATUS, name);
}
