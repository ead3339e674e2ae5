/** A run in words and tables, before they become HTML or Markdown. */

import { callsIn, isAnswer } from "../measures.ts";
import { backlogOf } from "../pending.ts";
import { percentile } from "../percentile.ts";
import { METHODS, type Run } from "../run.ts";

export type Row = readonly string[];

/** What the run rests on. */
export function aboutRun(run: Run): string[] {
  const { scenario, target, seed, startedAt, interrupted, endMs } = run;
  const { timeFactor, warmUpMs, durationMs, load, replicas } = scenario;
  const rates = load.rate.map(({ perSecond }) => perSecond);
  const rate = rates.length === 1 ? `${rates[0]}` : `${Math.min(...rates)} to ${Math.max(...rates)}`;
  return [
    ...(interrupted ? ["This run was interrupted: it proves nothing."] : []),
    timeFactor === 1
      ? "In real time, with the article's own settings."
      : `Time factor ${timeFactor}: windows, pauses and phases take ${timeFactor} of the article's time.`,
    `${rate} calls a second (${load.spacing}), of which ${load.getPercentage} % look an order up; each counts from the instant that it was due. ${durationMs / 1_000} s after a warm-up of ${warmUpMs / 1_000} s, all in all ${(endMs / 1_000).toFixed(1)} s.`,
    `${replicas.order} replicas of Order, ${replicas.payment} of Payment; target ${target}, seed ${seed}, begun ${startedAt}.${tellMachine(run)}`,
  ];
}

/** On a machine that has more to do than it can, times are the machine's and not the system's. */
export function tellMachine({ machine }: Run): string {
  return machine ? ` ${machine.cpus} cores, with a load average of ${machine.loadAverage} at the end.` : "";
}

export const ANSWER_HEAD: Row = ["", "calls", "answered", "p50", "p95", "p99", "how they ended"];

export function answerRows(run: Run): Row[] {
  return METHODS.map((method) => {
    const calls = callsIn(run, method);
    const answered = calls.filter(({ outcome }) => isAnswer(outcome)).map(({ tookMs }) => tookMs);
    const ms = (percent: number) => `${percentile(answered, percent)?.toFixed(0) ?? "–"} ms`;
    const counts = new Map<string, number>();
    for (const { outcome } of calls) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    const ends = [...counts].map(([outcome, count]) => `${outcome} ${count}`).join(", ");
    return [method, `${calls.length}`, `${answered.length}`, ms(50), ms(95), ms(99), ends];
  });
}

export function moneyLines({ money }: Run): string[] {
  if (!money) return ["The books were not compared."];
  const { orders, ledgerRows, movements, pending, inReview, differences } = money;
  return [
    `${orders} orders, ${ledgerRows} rows of Payment's ledger, ${movements} movements of money: ${differences.length === 0 ? "they agree" : `${differences.length} differences`}. ${pending} pending, ${inReview} left to a person.`,
    ...differences.slice(0, 20),
  ];
}

export function mostPending(run: Run): string {
  const backlog = backlogOf(run);
  if (backlog.length === 0) return "not measured";
  const most = Math.max(...backlog.map(({ pending }) => pending));
  const oldest = Math.max(...backlog.map(({ oldestMs }) => oldestMs));
  return `${most} at most, the oldest for ${(oldest / 1_000).toFixed(1)} s`;
}

/** Settings that are not defaults, as JSON. */
export function settingsOf({ scenario }: Run): string {
  const { order, live, payment, chaos, actions } = scenario;
  return JSON.stringify({ order, live, payment, chaos, actions }, null, 1);
}
