/** The kinds of faults, as they are set: what each does, and how often. */
import { status } from "@grpc/grpc-js";
import { z } from "zod";
import { decimal, whole } from "../settings.ts";

/** A gRPC status that is an error. */
export type FailureCode = Exclude<keyof typeof status, "OK">;

const FAILURE_CODES = Object.values(status).filter(
  (name): name is FailureCode => typeof name === "string" && name !== "OK",
);

/** No delay is longer, whatever is drawn. */
export const MAX_DELAY_MS = 60_000;

/** A share of the calls, in percent: 25 is one in four. */
const percentage = () => {
  const rule = "must be a number from 0 to 100: it is a percentage of the calls";
  return decimal(z.number(rule).min(0, rule).max(100, rule));
};

/**
 * Waits before anything else. `ms` alone is a fixed delay. With `jitterMs` it is drawn evenly from `ms` ± `jitterMs`,
 * as netem's jitter is (tc-netem(8)). With `p99Ms` it has a long tail: a log-normal distribution with the median `ms`,
 * and one delay in a hundred beyond `p99Ms`, which is how MockServer sets it (DelayDistribution.logNormal).
 */
export const Delay = z
  .strictObject({
    ms: whole(0, MAX_DELAY_MS, "milliseconds"),
    jitterMs: whole(0, MAX_DELAY_MS, "milliseconds").optional(),
    p99Ms: whole(0, MAX_DELAY_MS, "milliseconds").optional(),
    percentage: percentage().default(100),
  })
  .superRefine(({ ms, jitterMs, p99Ms }, context) => {
    const refuse = (key: string, input: unknown, message: string) =>
      context.addIssue({ code: "custom", path: [key], input, message });
    if (jitterMs !== undefined && jitterMs > ms)
      refuse("jitterMs", jitterMs, `must be at most ms (${ms}): a delay cannot be shorter than none`);
    if (p99Ms === undefined) return;
    if (jitterMs !== undefined)
      refuse("p99Ms", p99Ms, "must not stand beside jitterMs: a delay is spread evenly or has a long tail");
    else if (ms === 0)
      refuse("ms", ms, "must be at least 1 beside p99Ms: it is the median of a delay with a long tail");
    else if (p99Ms <= ms)
      refuse(
        "p99Ms",
        p99Ms,
        `must be more than ms (${ms}): one delay in a hundred is longer than it, and half are than ms`,
      );
  });
export type Delay = z.output<typeof Delay>;

/** Ends with `code`, and does nothing. */
export const Abort = z.strictObject({
  code: z.enum(FAILURE_CODES, `must be the name of a gRPC error: ${FAILURE_CODES.join(", ")}`).default("UNAVAILABLE"),
  percentage: percentage(),
});

/** Never answers and does nothing; it ends when the caller hangs up, or its deadline is over. */
export const Hang = z.strictObject({ percentage: percentage() });

/** Does everything, and then ends with UNAVAILABLE in place of its answer, as if the connection had been lost. */
export const DropReply = z.strictObject({ percentage: percentage() });

/** The processor behind Payment's ledger gives no answer, and has charged nothing. The ledger settles it later. */
export const ProcessorAbort = z.strictObject({ percentage: percentage() });

/** The process dies, once in each occurrence of its phase. Here `percentage` is the chance of each replica. */
export const Crash = z.strictObject({ percentage: percentage() });

/** A fault as it is in force: any of the above, by its kind. */
export type Fault =
  | ({ kind: "delay" } & Delay)
  | ({ kind: "abort" } & z.output<typeof Abort>)
  | ({ kind: "hang" } & z.output<typeof Hang>)
  | ({ kind: "dropReply" } & z.output<typeof DropReply>)
  /** As a delay and an abort, but between Payment's ledger and the processor. */
  | ({ kind: "processorDelay" } & Delay)
  | ({ kind: "processorAbort" } & z.output<typeof ProcessorAbort>)
  | ({ kind: "crash" } & z.output<typeof Crash>);

export type FaultKind = Fault["kind"];

/** What stands side by side in the settings: at most one fault of each kind. */
export type Faults = { [Kind in FaultKind]?: Omit<Extract<Fault, { kind: Kind }>, "kind"> | undefined };

/** The faults that are set, in the order in which they strike a call. */
export function faultsOf(faults: Faults): Fault[] {
  const { delay, abort, hang, dropReply, processorDelay, processorAbort, crash } = faults;
  return [
    ...(delay ? [{ kind: "delay" as const, ...delay }] : []),
    ...(abort ? [{ kind: "abort" as const, ...abort }] : []),
    ...(hang ? [{ kind: "hang" as const, ...hang }] : []),
    ...(dropReply ? [{ kind: "dropReply" as const, ...dropReply }] : []),
    ...(processorDelay ? [{ kind: "processorDelay" as const, ...processorDelay }] : []),
    ...(processorAbort ? [{ kind: "processorAbort" as const, ...processorAbort }] : []),
    ...(crash ? [{ kind: "crash" as const, ...crash }] : []),
  ];
}
