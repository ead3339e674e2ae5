/**
 * Replays a trace through the policy, without a network or a clock, and answers each step.
 * The same steps through the real gobreaker give the same answers: oracle/ is the proof.
 */
import { type Admission, Policy, type PolicySettings, type Refusal, type State } from "./policy.ts";
import { policySettingsOf, type ReplaySettings } from "./replay-settings.ts";
import type { Counts } from "./rolling-counts.ts";
import { type CallId, type Step, TraceError } from "./trace.ts";

/** The decision on a call, and the state and counts right after the step. */
export type Reply = { at: number; call?: CallId; end?: CallId; admitted?: boolean; reason?: Refusal["reason"] } & {
  state: State;
  counts: Counts;
};

/**
 * A breaker made at time 0, which answers the steps handed to it.
 * A step that cannot be (time going back, a call's name used twice, an unknown call ending) is a TraceError.
 */
export function replayer(settings: ReplaySettings): (step: Step) => Reply {
  const policy = new Policy(inMicroseconds(policySettingsOf(settings)), 0);
  const seen = new Set<CallId>();
  const inFlight = new Map<CallId, Admission>();
  let last = 0;

  const arrive = (call: CallId, now: number) => {
    if (seen.has(call))
      throw new TraceError(`call ${JSON.stringify(call)} was there before: each call has a name of its own`);
    seen.add(call);
    const decision = policy.admit(now);
    if (!decision.admitted) return { call, admitted: false, reason: decision.reason };
    inFlight.set(call, decision);
    return { call, admitted: true };
  };

  const end = (step: Extract<Step, { end: CallId }>, now: number) => {
    const admission = inFlight.get(step.end);
    if (!admission)
      throw new TraceError(
        `call ${JSON.stringify(step.end)} ${seen.has(step.end) ? "was rejected or has ended" : "is unknown"}`,
      );
    inFlight.delete(step.end);
    policy.settle(admission, step.verdict, now);
    return { end: step.end };
  };

  return (step) => {
    if (step.at < last) throw new TraceError(`time goes back from ${last} to ${step.at}`);
    last = step.at;
    const now = microseconds(step.at);
    const answer = "call" in step ? arrive(step.call, now) : end(step, now);
    return { at: step.at, ...answer, state: policy.state(now), counts: { ...policy.counts } };
  };
}

/**
 * The policy compares sums of times, as gobreaker does in whole nanoseconds. Whole microseconds keep these sums
 * exact where fractions of a millisecond would not, up to times since the epoch.
 */
const microseconds = (ms: number) => Math.round(ms * 1_000);

const inMicroseconds = (settings: PolicySettings): PolicySettings => ({
  ...settings,
  intervalMs: microseconds(settings.intervalMs),
  bucketMs: microseconds(settings.bucketMs),
  openMs: microseconds(settings.openMs),
});
