/** What happened in a run, second by second. All plots have the same time axis. */
import { breakerSpans } from "../breaker-spans.ts";
import { isAnswer } from "../measures.ts";
import { backlogOf } from "../pending.ts";
import { percentile } from "../percentile.ts";
import type { Run } from "../run.ts";
import { type Axis, linesPlot, type Span, spansPlot, stackedPlot } from "./svg.ts";

/** Outcomes by what they are to a client; the rest are errors. */
const GROUPS: Record<string, string> = {
  CONFIRMED: "good",
  DECLINED: "good",
  FOUND: "seen",
  PAYMENT_PENDING: "pending",
  NEEDS_REVIEW: "review",
  DROPPED: "dropped",
};
const NAMES = {
  good: "confirmed or declined",
  pending: "pending",
  review: "left to a person",
  seen: "looked up",
  dropped: "dropped",
  bad: "error",
} as const;

export function plotsOf(run: Run, axis: Axis = { fromMs: 0, toMs: run.endMs }): string {
  return [faults(run, axis), breakers(run, axis), outcomes(run, axis), latencies(run, axis), pending(run, axis)].join(
    "\n",
  );
}

export const LEGEND = Object.entries(NAMES)
  .map(([className, name]) => `<span class="key"><i class="${className}"></i>${name}</span>`)
  .join(" ");

function faults({ faults: spans, actions }: Run, axis: Axis): string {
  const names = [...new Set(spans.map(({ fault, replica }) => `${replica}: ${fault}`))];
  const bars: Span[] = spans.map(({ replica, fault, fromMs, toMs }) => ({
    row: `${replica}: ${fault}`,
    fromMs,
    toMs,
    className: "fault",
    title: `${fault}, ${seconds(fromMs)} to ${seconds(toMs)}`,
  }));
  const done = actions.map(({ atMs, what }) => ({
    row: what,
    fromMs: atMs,
    toMs: atMs + 300,
    className: "fault",
    title: `${what}, at ${seconds(atMs)}`,
  }));
  const rows = [...names, ...new Set(done.map(({ row }) => row))];
  if (rows.length === 0) return "<p>No faults.</p>";
  return spansPlot(axis, "Faults in force", rows, [...bars, ...done]);
}

function breakers(run: Run, axis: Axis): string {
  const spans = breakerSpans(run);
  if (spans.length === 0) return "<p>No breaker was observed.</p>";
  const bars = spans.map(({ replica, state, fromMs, toMs }) => ({
    row: replica,
    fromMs,
    toMs,
    className: state,
    title: `${state}, ${seconds(fromMs)} to ${seconds(toMs)}`,
  }));
  const label = "Breaker of each replica of Order: green closed, red open, amber half-open";
  return spansPlot(axis, label, [...new Set(spans.map(({ replica }) => replica))], bars);
}

function outcomes({ calls, scenario }: Run, axis: Axis): string {
  const count = Math.ceil(scenario.durationMs / 1_000);
  const bars = Array.from({ length: count }, (_, second) => ({
    atMs: second * 1_000,
    untilMs: (second + 1) * 1_000,
    parts: Object.entries(NAMES).map(([className, name]) => ({ className, name, value: 0 })),
  }));
  for (const [index, dueMs] of calls.dueMs.entries()) {
    const group = GROUPS[calls.outcomes[calls.outcome[index] ?? 0] ?? ""] ?? "bad";
    const part = bars[Math.floor(dueMs / 1_000)]?.parts.find(({ className }) => className === group);
    if (part) part.value++;
  }
  return stackedPlot(axis, "What became of calls, by the second in which they were due", "calls a second", bars);
}

function latencies({ calls, scenario }: Run, axis: Axis): string {
  const seconds: number[][] = Array.from({ length: Math.ceil(scenario.durationMs / 1_000) }, () => []);
  for (const [index, dueMs] of calls.dueMs.entries())
    if (calls.method[index] === 0 && isAnswer(calls.outcomes[calls.outcome[index] ?? 0] ?? ""))
      seconds[Math.floor(dueMs / 1_000)]?.push(calls.tookMs[index] ?? 0);
  const lines = [50, 95, 99].map((percent) => ({
    name: `p${percent}`,
    className: `p${percent}`,
    points: seconds.flatMap((took, second) => {
      const value = percentile(took, percent);
      return value === undefined ? [] : [{ atMs: second * 1_000 + 500, value }];
    }),
  }));
  return linesPlot(axis, "How long PlaceOrder took that was answered: p50 solid, p95 dashed, p99 dotted", "ms", lines);
}

function pending(run: Run, axis: Axis): string {
  const backlog = backlogOf(run);
  const orders = {
    name: "pending",
    className: "p50",
    points: backlog.map(({ atMs, pending: value }) => ({ atMs, value })),
  };
  const age = {
    name: "age of the oldest",
    className: "p50",
    points: backlog.map(({ atMs, oldestMs }) => ({ atMs, value: oldestMs / 1_000 })),
  };
  return [
    linesPlot(axis, "Orders pending", "orders", [orders]),
    linesPlot(axis, "Age of the oldest pending order", "seconds", [age]),
  ].join("\n");
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
