/**
 * What an error tells a program, beside the sentence for people: gRPC's richer error model, a google.rpc.Status in the
 * trailer grpc-status-details-bin, as clients in every language read it.
 */
import { Metadata, status } from "@grpc/grpc-js";
import { BadRequest, ErrorInfo, RetryInfo, RpcStatus } from "../../proto/contracts.ts";
import type { RpcError } from "./rpc-error.ts";

/** `field` is the path as the contract spells it; `description` says what it must be. */
export type FieldViolation = { field: string; description: string };

export type ErrorDetail =
  /** `reason` is in capitals and underscores, unique within `domain`. */
  | { kind: "error-info"; reason: string; domain: string; metadata: Record<string, string> }
  | { kind: "retry-info"; retryDelayMs: number }
  | { kind: "bad-request"; fieldViolations: FieldViolation[] };

/** Why, in a word of ours that programs can compare. */
export function errorInfo(reason: string, metadata: Record<string, string> = {}): ErrorDetail {
  return { kind: "error-info", reason, domain: "holdfast", metadata };
}

/** When it is worth another try, at least a millisecond from now. */
export function retryInfo(retryDelayMs: number): ErrorDetail {
  return { kind: "retry-info", retryDelayMs: Math.max(1, Math.ceil(retryDelayMs)) };
}

const TRAILER = "grpc-status-details-bin";
const TYPE_URL = "type.googleapis.com/google.rpc.";

/** The trailers of an error; undefined if it has no details. */
export function writeDetails({ code, message, details }: RpcError): Metadata | undefined {
  if (details.length === 0) return undefined;
  const trailers = new Metadata();
  trailers.set(TRAILER, RpcStatus.serialize({ code: status[code], message, details: details.map(toAny) }));
  return trailers;
}

/** What of an error's trailers is understood. What is not, tells nothing: the status itself stands. */
export function readDetails(trailers: Metadata | undefined): ErrorDetail[] {
  const [bytes] = trailers?.get(TRAILER) ?? [];
  if (!Buffer.isBuffer(bytes)) return [];
  try {
    return RpcStatus.deserialize(bytes).details.flatMap(({ type_url, value }) => fromAny(type_url, value) ?? []);
  } catch {
    return [];
  }
}

function toAny(detail: ErrorDetail): { type_url: string; value: Buffer } {
  switch (detail.kind) {
    case "error-info":
      return { type_url: `${TYPE_URL}ErrorInfo`, value: ErrorInfo.serialize(detail) };
    case "retry-info": {
      const [seconds, ms] = [Math.floor(detail.retryDelayMs / 1_000), detail.retryDelayMs % 1_000];
      const retryDelay = { seconds, nanos: Math.round(ms * 1e6) };
      return { type_url: `${TYPE_URL}RetryInfo`, value: RetryInfo.serialize({ retryDelay }) };
    }
    case "bad-request":
      return { type_url: `${TYPE_URL}BadRequest`, value: BadRequest.serialize(detail) };
  }
}

function fromAny(typeUrl: string, value: Buffer): ErrorDetail | undefined {
  // What stands before the last slash is where the type is described, and part of no name.
  switch (typeUrl.slice(typeUrl.lastIndexOf("/") + 1)) {
    case "google.rpc.ErrorInfo":
      return { kind: "error-info", ...ErrorInfo.deserialize(value) };
    case "google.rpc.RetryInfo": {
      const { seconds, nanos } = RetryInfo.deserialize(value).retryDelay ?? { seconds: "0", nanos: 0 };
      return { kind: "retry-info", retryDelayMs: Number(seconds) * 1_000 + nanos / 1e6 };
    }
    case "google.rpc.BadRequest":
      return { kind: "bad-request", ...BadRequest.deserialize(value) };
    default:
      return undefined;
  }
}
