/** Compares our answers to random traces with gobreaker's. */

import { seeded } from "../seeded.ts";
import { jsonLines, streamOf } from "./gobreaker.ts";
import { randomSettings, randomTrace, type Trace } from "./random-trace.ts";

/** What was played, so that a run that saw little says so. */
export type Tally = {
  traces: number;
  steps: number;
  /** By kind of step and state after it, such as `rejected half-open` or `failure open`. */
  seen: Record<string, number>;
};

/**
 * Plays one trace for each seed, each with settings of its own, through both.
 * Throws at the first difference, with the seed, the settings and the step.
 */
export function compare(seeds: readonly number[], steps: number, gobreaker: (stream: string) => string): Tally {
  const tally: Tally = { traces: seeds.length, steps: 0, seen: {} };
  const traces = seeds.map((seed) => {
    const random = seeded(seed);
    return randomTrace(randomSettings(random), steps, random);
  });
  const theirs = gobreaker(traces.map(streamOf).join(""));
  if (theirs !== jsonLines(traces.flatMap(({ answers }) => answers)))
    throw new Error(difference(seeds, traces, theirs));
  for (const { steps, answers } of traces) {
    tally.steps += steps.length;
    for (const [index, step] of steps.entries()) {
      const { admitted, state } = answers[index] ?? {};
      const kind = "verdict" in step ? step.verdict : admitted ? "admitted" : "rejected";
      tally.seen[`${kind} ${state}`] = (tally.seen[`${kind} ${state}`] ?? 0) + 1;
    }
  }
  return tally;
}

function difference(seeds: readonly number[], traces: readonly Trace[], output: string): string {
  const theirs = output.split("\n");
  let line = 0;
  for (const [index, { settings, steps, answers }] of traces.entries())
    for (const [number, ours] of answers.entries())
      if (JSON.stringify(ours) !== theirs[line++])
        return [
          `seed ${seeds[index]}, settings ${JSON.stringify(settings)}`,
          `step ${number + 1}: ${JSON.stringify(steps[number])}`,
          `gobreaker: ${theirs[line - 1]}`,
          `ours:      ${JSON.stringify(ours)}`,
        ].join("\n");
  return "gobreaker answered more lines than were asked";
}
