/** A phase of the timeline: when it is in force, where, and with which faults. */
import { z } from "zod";
import { whole } from "../settings.ts";
import { Abort, Crash, Delay, DropReply, faultsOf, Hang, ProcessorAbort } from "./fault-settings.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** What faults that are always in force have in place of a phase's name. */
export const ALWAYS = "always";

/** A crash is looked for several times a second: one that is set for less might be missed. */
const MIN_CRASH_MS = 1_000;

const PhaseFaults = z
  .strictObject({
    delay: Delay.optional(),
    abort: Abort.optional(),
    hang: Hang.optional(),
    dropReply: DropReply.optional(),
    processorDelay: Delay.optional(),
    processorAbort: ProcessorAbort.optional(),
    crash: Crash.optional(),
  })
  .refine(
    (faults) => faultsOf(faults).length > 0,
    "must have at least one of delay, abort, hang, dropReply, processorDelay, processorAbort and crash",
  );

const replica = z
  .string("must be the name of a replica, as the metrics and logs have it")
  .regex(
    /^[\w.-]+\*?$|^\*$/,
    "must be the name of a replica, or the beginning of one and a *, like payment-1 or payment-*",
  );

export const Phase = z
  .strictObject({
    /** Names it in metrics, records and messages. */
    name: z
      .string("must be a name")
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "must have 1 to 40 small letters, digits and -, the first of them no -")
      .refine((name) => name !== ALWAYS, `must be another: "${ALWAYS}" stands for faults without a phase`),
    /** Milliseconds from the anchor to its first begin. */
    startMs: whole(0, WEEK_MS, "milliseconds"),
    durationMs: whole(1, DAY_MS, "milliseconds"),
    /** From one begin to the next, for ever; without it the phase occurs once. */
    repeatMs: whole(1, WEEK_MS, "milliseconds").optional(),
    /** Time in which its percentages rise from 0 to what is set, evenly. */
    rampMs: whole(0, DAY_MS, "milliseconds").default(0),
    /** Which replicas it strikes: names, or beginnings of names with a * at the end. Without it, all. */
    replicas: z.array(replica, "must be a list of names").min(1, "must name a replica, or be left out").optional(),
    faults: PhaseFaults,
  })
  .superRefine(({ durationMs, repeatMs, rampMs, faults }, context) => {
    const refuse = (key: string, input: unknown, message: string) =>
      context.addIssue({ code: "custom", path: [key], input, message });
    if (repeatMs !== undefined && repeatMs < durationMs)
      refuse(
        "repeatMs",
        repeatMs,
        `must be at least durationMs (${durationMs}): the phase would begin again before it ends`,
      );
    if (rampMs > durationMs)
      refuse(
        "rampMs",
        rampMs,
        `must be at most durationMs (${durationMs}): the phase would end before it is at its height`,
      );
    if (faults.crash && durationMs < MIN_CRASH_MS)
      refuse(
        "durationMs",
        durationMs,
        `must be at least ${MIN_CRASH_MS} for a phase with a crash: a shorter one could be missed`,
      );
  });
export type Phase = z.output<typeof Phase>;
