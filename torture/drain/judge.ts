/** Whether a backlog drained as it should: what is wrong, a sentence each. */
import { median } from "../load/figures.ts";
import type { DrainRound } from "./drain.ts";

/** How much slower the slowest hundredth of the live orders may be beside a backlog. */
export const MOST_TIMES = 2;

/** Medians of the rounds, in milliseconds. */
export type DrainFigures = { withBacklogP99Ms: number; withoutP99Ms: number; times: number };

export function figuresOf(rounds: readonly DrainRound[]): DrainFigures {
  const withBacklogP99Ms = median(rounds.map(({ withBacklog }) => withBacklog.p99Ms));
  const withoutP99Ms = median(rounds.map(({ without }) => without.p99Ms));
  return { withBacklogP99Ms, withoutP99Ms, times: withBacklogP99Ms / withoutP99Ms };
}

export function judgeDrain(rounds: readonly DrainRound[], backlog: number): string[] {
  const problems = rounds.flatMap(({ pending, opened, withBacklog, without }, round) => {
    const problems: string[] = [];
    // What settlement has done while the breakers were closing is little.
    if (pending < backlog * 0.9) problems.push(`round ${round} began with ${pending} pending orders, not ${backlog}`);
    if (opened > 0) problems.push(`a breaker opened ${opened} times in round ${round}, without a fault`);
    for (const { outcomes, count } of [withBacklog, without])
      if (outcomes.CONFIRMED !== count)
        problems.push(`live orders of round ${round} were not all confirmed: ${JSON.stringify(outcomes)}`);
    return problems;
  });
  const { times, withBacklogP99Ms, withoutP99Ms } = figuresOf(rounds);
  if (!(times <= MOST_TIMES))
    problems.push(
      `the p99 of live orders is ${withBacklogP99Ms.toFixed(1)} ms beside a backlog and ${withoutP99Ms.toFixed(1)} ms without, ${times.toFixed(2)} times as much: at most ${MOST_TIMES} times`,
    );
  return problems;
}
