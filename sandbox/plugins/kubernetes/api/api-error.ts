/** An answer of the API server other than success, and the want of one. */
import { isObject, type Properties, type Value } from "../../rpc/values.ts";
import { textAt } from "../object.ts";

export class ApiError extends Error {
  /** The HTTP status. */
  readonly code: number;
  /** Kubernetes' own word: "AlreadyExists", "NotFound", "Conflict", "Invalid", … */
  readonly reason: string;
  readonly details: Properties;

  constructor(code: number, body: Value) {
    super(textAt(body, "message") || `the API server answered with HTTP status ${code}`);
    this.code = code;
    this.reason = textAt(body, "reason");
    this.details = isObject(body) && isObject(body.details) ? body.details : {};
  }
}

const hasReason = (error: unknown, reason: string): boolean => error instanceof ApiError && error.reason === reason;

export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.code === 404;
export const isForbidden = (error: unknown): boolean => error instanceof ApiError && error.code === 403;
export const isConflict = (error: unknown): boolean => hasReason(error, "Conflict");
export const isAlreadyExists = (error: unknown): boolean => hasReason(error, "AlreadyExists");
/** The object's namespace is missing, not the object. */
export const isNamespaceNotFound = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 404 && error.details.kind === "namespaces";
/** The server cannot tell what it would do: an admission webhook that is not free of side effects. */
export const isDryRunUnsupported = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 400 && error.message.includes("does not support dry run");

/** The server does not know this apiVersion and kind; a custom resource before its definition. */
export class NoSuchKind extends Error {
  constructor(apiVersion: string, kind: string) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`);
  }
}
