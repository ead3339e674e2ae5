/** Faults that Payment injects into its own answers, as stack config and the live settings file give them. */
import { z } from "zod";
import { decimal } from "../shared/settings.ts";

/** The codes a call can fail with: all of gRPC's but OK. */
export const FAILURE_CODES = [
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

const percentage = () => {
  const range = "must be a number from 0 to 100: the share of requests that it strikes";
  return decimal(z.number(range).min(0, range).max(100, range));
};

const delayMs = () => {
  const range = "must be a whole number of milliseconds from 0 to 60000";
  return decimal(z.int(range).min(0, range).max(60_000, range));
};

/** `{}` is no chaos. The two faults are drawn independently, the delay comes first. */
export const ChaosSettings = z.strictObject({
  /** Answers come later by `ms`. */
  delay: z.strictObject({ ms: delayMs(), percentage: percentage().default(100) }).optional(),
  /** Answers are an error with this gRPC status, and nothing is charged. */
  abort: z
    .strictObject({
      code: z.enum(FAILURE_CODES, `must be one of ${FAILURE_CODES.join(", ")}`).default("UNAVAILABLE"),
      percentage: percentage(),
    })
    .optional(),
});
export type ChaosSettings = z.output<typeof ChaosSettings>;
