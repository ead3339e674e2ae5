/** What a breaker would have done with a history: the real policy, taken through it. */
import { type Admission, Policy, type PolicySettings } from "../breaker/policy.ts";
import type { History } from "./history.ts";

export type Tally = {
  calls: number;
  /** Failed calls that the breaker let through. */
  failedLetThrough: number;
  /** Calls that it refused and that would have succeeded. */
  goodRefused: number;
  trips: number;
  /** Trips after which, while the breaker was open, more calls would have succeeded than failed. */
  falseTrips: number;
};

/**
 * Assumes that the outcomes would have been the same whatever the breaker did: Payment does not recover any sooner
 * here for being left alone.
 */
export function replayHistory({ verdicts, steps, times }: History, settings: PolicySettings): Tally {
  const tally: Tally = { calls: verdicts.length, failedLetThrough: 0, goodRefused: 0, trips: 0, falseTrips: 0 };
  /** Calls refused in this stretch of open: good ones less failed ones. */
  let balance = 0;
  const judgeTrip = () => {
    if (balance > 0) tally.falseTrips++;
    balance = 0;
  };
  const policy = new Policy(settings, 0, (from, to) => {
    if (from === "open") judgeTrip();
    if (to === "open") tally.trips++;
  });
  const admissions = new Array<Admission | undefined>(verdicts.length).fill(undefined);

  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] ?? 0;
    const now = times[index] ?? 0;
    if (step < 0) {
      const admission = admissions[~step];
      if (admission) policy.settle(admission, verdicts[~step] ?? "excluded", now);
      continue;
    }
    const decision = policy.admit(now);
    const verdict = verdicts[step];
    if (decision.admitted) {
      admissions[step] = decision;
      if (verdict === "failure") tally.failedLetThrough++;
    } else {
      if (verdict === "success") tally.goodRefused++;
      if (decision.reason === "open") balance += verdict === "success" ? 1 : verdict === "failure" ? -1 : 0;
    }
  }
  judgeTrip();
  return tally;
}

/** Without a breaker every call is let through. */
export function withoutBreaker({ verdicts }: History): Tally {
  const failedLetThrough = verdicts.filter((verdict) => verdict === "failure").length;
  return { calls: verdicts.length, failedLetThrough, goodRefused: 0, trips: 0, falseTrips: 0 };
}
