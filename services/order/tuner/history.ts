/** Calls of the past with their outcomes, laid out so that a breaker can be taken through them a million times a second. */
import type { Verdict } from "../breaker/verdict.ts";

/** A call that was made; times are milliseconds of one clock. */
export type PastCall = { at: number; durationMs: number; verdict: Verdict };

export type History = {
  name: string;
  /** Whether it happened, was invented whole, or was made up to fit measured rates. */
  source: "recorded" | "generated" | "synthesised";
  verdicts: readonly Verdict[];
  /** Begins and ends in the order of time: a call's index where it begins, its complement (~) where it ends. */
  steps: Int32Array;
  /** The time of each step, in milliseconds from the first. */
  times: Float64Array;
};

/** The calls of one replica: each replica's breaker sees its own alone. */
export function historyOf(name: string, source: History["source"], calls: readonly PastCall[]): History {
  const begin = calls.reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
  const timeOf = (step: number) => {
    const call = calls[step < 0 ? ~step : step];
    return call ? call.at - begin + (step < 0 ? call.durationMs : 0) : Number.NaN;
  };
  const steps = new Int32Array(calls.length * 2);
  for (let call = 0; call < calls.length; call++) {
    steps[call] = call;
    steps[calls.length + call] = ~call;
  }
  // What begins goes before what ends at the same time, or a call of no duration would end first.
  steps.sort((a, b) => timeOf(a) - timeOf(b) || Number(a < 0) - Number(b < 0) || a - b);
  return {
    name,
    source,
    verdicts: calls.map(({ verdict }) => verdict),
    steps,
    times: Float64Array.from(steps, timeOf),
  };
}
