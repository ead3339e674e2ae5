/** What faults that strike at random do to calls: how many fail, and how long they take. */
import { delayMs } from "../../shared/chaos/delay-amount.ts";
import type { Fault } from "../../shared/chaos/fault-settings.ts";
import { VERDICT_OF_STATUS } from "./verdict.ts";

/** Shares are from 0 to 1. */
export type StruckCalls = { failing: number; excluded: number; meanMs: number };

/** How long a call takes that nothing strikes. */
const USUAL_MS = 20;

/** A delay that is drawn is taken for one of so many, equally likely. */
const AMOUNTS = 100;

/** The faults strike in turn, delays first, each for itself; what an earlier one has ended no later one strikes. */
export function struckCalls(faults: readonly Fault[], callDeadlineMs: number): StruckCalls {
  const delays = delaysOf(faults);
  const tooLate = sum(delays.filter(({ ms }) => ms >= callDeadlineMs).map(({ chance }) => chance));
  const delayedMs = sum(delays.map(({ ms, chance }) => chance * Math.min(USUAL_MS + ms, callDeadlineMs)));
  let under = 1 - tooLate;
  let [failing, excluded, hanging] = [tooLate, 0, 0];
  for (const fault of faults) {
    if (isDelay(fault) || fault.kind === "crash") continue;
    const struck = (under * fault.percentage) / 100;
    under -= struck;
    if (fault.kind === "hang") hanging += struck;
    // A hang ends as DEADLINE_EXCEEDED, a dropped reply and a lost processor as UNAVAILABLE: failures all.
    if (fault.kind !== "abort" || VERDICT_OF_STATUS[fault.code] === "failure") failing += struck;
    else if (VERDICT_OF_STATUS[fault.code] === "excluded") excluded += struck;
  }
  return { failing, excluded, meanMs: (1 - hanging) * delayedMs + hanging * callDeadlineMs };
}

/** How much calls are delayed in all, with the chance of each amount. */
function delaysOf(faults: readonly Fault[]): { ms: number; chance: number }[] {
  let all = [{ ms: 0, chance: 1 }];
  for (const fault of faults) {
    if (!isDelay(fault)) continue;
    const amounts = fault.jitterMs === undefined && fault.p99Ms === undefined ? 1 : AMOUNTS;
    const share = fault.percentage / 100;
    all = all.flatMap(({ ms, chance }) => [
      { ms, chance: chance * (1 - share) },
      ...Array.from({ length: amounts }, (_, index) => ({
        ms: ms + delayMs(fault, (index + 0.5) / amounts),
        chance: (chance * share) / amounts,
      })),
    ]);
  }
  return all;
}

const isDelay = (fault: Fault) => fault.kind === "delay" || fault.kind === "processorDelay";

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
