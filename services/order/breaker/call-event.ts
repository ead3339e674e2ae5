/**
 * The record of one call through the breaker, version 1: one JSON line each, in the order in which the calls ended.
 * The tuner, the scenario reports and the checker read this one format. What a version holds never changes: another
 * field is another version.
 */
import { z } from "zod";
import { explain } from "../../shared/settings.ts";
import type { CallRecord } from "./breaker.ts";

const AtLeast0 = z.number("must be a number of milliseconds, 0 or more").min(0);

export const CallEvent = z
  .strictObject({
    /** Tells these lines from those of the log, where both go to one stream. */
    event: z.literal("call"),
    version: z.literal(1, "must be 1: that is the only version this reader knows"),
    /** Begin of the call, in milliseconds since the epoch; the clock does not go back while a replica runs. */
    at: AtLeast0,
    durationMs: AtLeast0,
    replica: z.string(),
    /** settingsVersion of the breaker's settings that were in force at `at`, and their mode. */
    settingsVersion: z.string(),
    mode: z.enum(["enforce", "observe", "off"]),
    /** State and generation that the decision was made in. */
    state: z.enum(["closed", "open", "half-open"]),
    generation: z.int(),
    /** What the policy decided; in `observe` the call was made all the same. */
    admitted: z.boolean(),
    /** Why not: open, or half-open with enough trials. */
    reason: z.enum(["open", "half-open"]).optional(),
    /** How it ended. A call that was not made has none: nobody knows how it would have. */
    verdict: z.enum(["success", "failure", "excluded"]).optional(),
    /** What was being done to Payment, as far as this replica had been told when the call ended. */
    faults: z.array(z.string()),
  })
  .superRefine(({ mode, admitted, reason, verdict }, context) => {
    const refuse = (key: string, input: unknown, message: string) =>
      context.addIssue({ code: "custom", path: [key], input, message });
    if (admitted !== (reason === undefined))
      refuse("reason", reason, admitted ? "must be left out of an admitted call" : "must say why it was not admitted");
    const made = admitted || mode !== "enforce";
    if (made !== (verdict !== undefined))
      refuse("verdict", verdict, made ? "must say how the call ended" : "must be left out: the call was not made");
  });
export type CallEvent = z.output<typeof CallEvent>;

/** A line that is no record of a call; the message says why, without the line's number. */
export class CallEventError extends Error {}

/** Reads one line, strictly. */
export function parseCallEvent(line: string): CallEvent {
  let input: unknown;
  try {
    input = JSON.parse(line);
  } catch {
    throw new CallEventError("not JSON");
  }
  const result = CallEvent.safeParse(input);
  if (!result.success) throw new CallEventError(explain(result.error, "", input).join("; "));
  return result.data;
}

/** What the breaker tells of a call, with what it does not know. `clockOrigin` is when its clock was 0, since the epoch. */
export function callEventOf(
  { startedMs, durationMs, settings: { mode }, state, generation, refused, verdict }: CallRecord,
  known: { clockOrigin: number; replica: string; settingsVersion: string; faults: readonly string[] },
): CallEvent {
  return {
    event: "call",
    version: 1,
    at: toMicrosecond(known.clockOrigin + startedMs),
    durationMs: toMicrosecond(durationMs),
    replica: known.replica,
    settingsVersion: known.settingsVersion,
    mode,
    state,
    generation,
    admitted: refused === undefined,
    ...(refused && { reason: refused }),
    ...(verdict && { verdict }),
    faults: [...known.faults],
  };
}

/** Finer digits are noise that only makes the lines longer. */
const toMicrosecond = (ms: number) => Math.round(ms * 1_000) / 1_000;
