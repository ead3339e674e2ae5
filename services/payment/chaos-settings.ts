/** Which faults Payment shows, and how often: chaos is configuration. `{}` is none. */
import { status } from "@grpc/grpc-js";
import { z } from "zod";
import { decimal, whole } from "../shared/settings.ts";

/** A gRPC status that is an error. */
export type FailureCode = Exclude<keyof typeof status, "OK">;

const FAILURE_CODES = Object.values(status).filter(
  (name): name is FailureCode => typeof name === "string" && name !== "OK",
);

/** A share of the calls, in percent: 25 is one in four. */
const percentage = () => {
  const rule = "must be a number from 0 to 100: it is a percentage of the calls";
  return decimal(z.number(rule).min(0, rule).max(100, rule));
};

/** Each kind of fault is drawn for itself, so that a call can be slow and fail too. */
export const ChaosSettings = z.strictObject({
  /** Calls that wait `ms` milliseconds before anything else. */
  delay: z.strictObject({ ms: whole(0, 60_000, "milliseconds"), percentage: percentage().default(100) }).optional(),
  /** Calls that end with `code`, and charge nobody. */
  abort: z
    .strictObject({
      code: z
        .enum(FAILURE_CODES, `must be the name of a gRPC error: ${FAILURE_CODES.join(", ")}`)
        .default("UNAVAILABLE"),
      percentage: percentage(),
    })
    .optional(),
});
export type ChaosSettings = z.output<typeof ChaosSettings>;
