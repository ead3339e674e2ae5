/** What clients were told while Order had no database, and how soon all went on. */
import { check } from "../check.ts";
import { tally } from "../load/figures.ts";
import { type Placing, readTold } from "../told.ts";
import { DEADLINE_MS, type Outage } from "./outage.ts";

export type OutageFigures = {
  orders: number;
  /** How the placings ended that began while the database was lost. */
  meanwhile: Record<string, number>;
  /** The longest that one of them took. */
  slowestMs: number;
  /** From when the database was back until the first order of that time was confirmed or declined. */
  recoveredMs: number;
};

/** A loss is noticed at the next statement; what was begun just before it may still be answered. */
const NOTICE_MS = 500;
/** Silent connections are given up after a statement's six seconds. */
const MOST_RECOVERY_MS = 10_000;

export function figuresOf({ lostMs, backMs, history }: Outage): OutageFigures {
  const { orders, placings } = readTold(history);
  const meanwhile = placings.filter(({ beganMs }) => beganMs > lostMs + NOTICE_MS && beganMs < backMs - DEADLINE_MS);
  const served = placings.filter(({ beganMs, ended }) => beganMs >= backMs && ended?.ending === "ok");
  return {
    orders: orders.size,
    meanwhile: tally(meanwhile.map(endingOf)),
    slowestMs: Math.max(...meanwhile.map(({ beganMs, ended }) => (ended?.atMs ?? Number.POSITIVE_INFINITY) - beganMs)),
    recoveredMs: Math.min(...served.map(({ ended }) => ended?.atMs ?? Number.POSITIVE_INFINITY)) - backMs,
  };
}

function endingOf({ ended, answers }: Placing): string {
  if (!ended) return "NOTHING";
  return ended.ending === "ok" ? (answers.at(-1)?.order.status ?? "NOTHING") : ended.ending.code;
}

export function judgeOutage(outage: Outage): string[] {
  const problems = check(outage.history);
  const { meanwhile, slowestMs, recoveredMs } = figuresOf(outage);
  const { UNAVAILABLE: unavailable = 0, ...others } = meanwhile;
  if (unavailable === 0) problems.push("no order was placed while the database was lost");
  if (Object.keys(others).length > 0)
    problems.push(`not all placings were answered UNAVAILABLE meanwhile: ${JSON.stringify(others)}`);
  if (!(slowestMs < DEADLINE_MS))
    problems.push(`a placing was answered after ${slowestMs} ms, not within ${DEADLINE_MS}`);
  if (!(recoveredMs <= MOST_RECOVERY_MS))
    problems.push(`orders were served again only ${recoveredMs} ms after the database was back`);
  return problems;
}
