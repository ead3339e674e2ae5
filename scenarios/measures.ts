/** What is measured in a run: pure functions of it. Undefined is "not measured", and fails every expectation. */
import { breakerSpans } from "./breaker-spans.ts";
import { backlogOf, lastSettled } from "./pending.ts";
import { percentile } from "./percentile.ts";
import { METHODS, type Run, VERDICTS } from "./run.ts";
import { DURABLE, type Measure, type Window } from "./scenario.ts";

/** Another scenario's run, by its name. */
export type OtherRuns = (scenario: string) => Run | undefined;

export function measure(run: Run, wanted: Measure, others: OtherRuns = () => undefined): number | undefined {
  switch (wanted.kind) {
    case "share": {
      const placed = callsIn(run, "PlaceOrder", wanted.during);
      return percent(placed.filter(({ outcome }) => wanted.outcomes.includes(outcome)).length, placed.length);
    }
    case "found": {
      const asked = callsIn(run, "GetOrder", wanted.during);
      return percent(asked.filter(({ outcome }) => outcome === "FOUND").length, asked.length);
    }
    case "latency": {
      const answered = callsIn(run, wanted.method, wanted.during).filter(({ outcome }) => isAnswer(outcome));
      return percentile(
        answered.map(({ tookMs }) => tookMs),
        wanted.percentile,
      );
    }
    case "useful": {
      const { fromMs, toMs } = windowOf(run, wanted.during);
      const placed = callsIn(run, "PlaceOrder", wanted.during);
      const useful = placed.filter(({ outcome, tookMs }) => isDurable(outcome) && tookMs <= wanted.withinMs);
      return placed.length === 0 ? undefined : (1_000 * useful.length) / (toMs - fromMs);
    }
    case "dropped": {
      const due = METHODS.flatMap((method) => callsIn(run, method, wanted.during));
      return due.length === 0 ? undefined : due.filter(({ outcome }) => outcome === "DROPPED").length;
    }
    case "trips":
      return observed(run)?.filter(({ state, replica }, index, all) => {
        const earlier = all[index - 1];
        return state === "open" && earlier?.state === "closed" && earlier.replica === replica;
      }).length;
    case "sent":
      return eventsIn(run, wanted.during)?.filter(({ verdict }) => verdict !== undefined).length;
    case "closed": {
      const { fromMs, toMs } = windowOf(run, wanted.during);
      const spans = observed(run);
      if (!spans) return undefined;
      const overlap = (from: number, to: number) => Math.max(0, Math.min(to, toMs) - Math.max(from, fromMs));
      const total = spans.reduce((sum, span) => sum + overlap(span.fromMs, span.toMs), 0);
      const closed = spans.filter(({ state }) => state === "closed");
      return percent(
        closed.reduce((sum, span) => sum + overlap(span.fromMs, span.toMs), 0),
        total,
      );
    }
    case "time-to-open": {
      const { fromMs } = windowOf(run, wanted.during);
      const failures = eventsIn(run, wanted.during)?.filter(({ verdict }) => verdict === "failure") ?? [];
      const opened = observed(run)?.filter((span) => span.state === "open" && span.fromMs >= fromMs) ?? [];
      const [first, open] = [least(failures.map(({ endedMs }) => endedMs)), least(opened.map((span) => span.fromMs))];
      return first === undefined || open === undefined ? undefined : Math.max(0, open - first);
    }
    case "time-to-settled": {
      const { toMs } = windowOf(run, wanted.during);
      const settled = lastSettled(run, toMs);
      return settled && settled.count > 0 ? settled.settledMs - toMs : undefined;
    }
    case "pending":
      return run.money?.pending;
    case "most-pending":
      return backlogOf(run).reduce<number | undefined>((most, { pending }) => Math.max(most ?? 0, pending), undefined);
    case "in-review":
      return run.money?.inReview;
    case "orders-per-key":
      return run.orders && run.orders.keys > 0 ? run.orders.placedMs.length / run.orders.keys : undefined;
    case "money":
      return run.money?.differences.length;
    case "times": {
      const other = others(wanted.scenario);
      // What was interrupted proves nothing, and another target is another system.
      if (!other || other.interrupted || other.target !== run.target) return undefined;
      const [here, there] = [measure(run, wanted.of, others), measure(other, wanted.of, others)];
      if (here === undefined || there === undefined) return undefined;
      return here / Math.max(there, atLeastOne(other, wanted.of));
    }
  }
}

/** The window of that name, or all of the measured part. An unknown name is a fault in the scenario. */
export function windowOf({ scenario }: Pick<Run, "scenario">, name: string | undefined): Window {
  if (name === undefined) return { fromMs: 0, toMs: scenario.durationMs };
  const window = scenario.windows[name];
  if (!window) throw new Error(`scenario ${scenario.name} has no window "${name}"`);
  return window;
}

export type CallSeen = { dueMs: number; tookMs: number; outcome: string };

/** Calls that were due in the window. */
export function callsIn(run: Run, method: (typeof METHODS)[number], during?: string): CallSeen[] {
  const { calls } = run;
  const { fromMs, toMs } = windowOf(run, during);
  const wanted = METHODS.indexOf(method);
  return calls.dueMs.flatMap((dueMs, index) =>
    calls.method[index] === wanted && dueMs >= fromMs && dueMs < toMs
      ? [{ dueMs, tookMs: calls.tookMs[index] ?? 0, outcome: outcomeOf(run, index) }]
      : [],
  );
}

export const isDurable = (outcome: string) => (DURABLE as readonly string[]).includes(outcome);

/** Something that helps whoever asked; errors and dropped calls do not. */
export const isAnswer = (outcome: string) => isDurable(outcome) || ["FOUND", "NEEDS_REVIEW"].includes(outcome);

function outcomeOf({ calls }: Run, index: number): string {
  return calls.outcomes[calls.outcome[index] ?? 0] ?? "";
}

/** Calls that breakers were asked for in the window; undefined if there were none, made or not. */
function eventsIn(run: Run, during: string) {
  const { events } = run;
  const { fromMs, toMs } = windowOf(run, during);
  const found = events.atMs.flatMap((atMs, index) =>
    atMs >= fromMs && atMs < toMs
      ? [{ atMs, endedMs: atMs + (events.tookMs[index] ?? 0), verdict: VERDICTS[events.verdict[index] ?? -1] }]
      : [],
  );
  return found.length === 0 ? undefined : found;
}

function observed(run: Run) {
  const spans = breakerSpans(run);
  return spans.length === 0 ? undefined : spans;
}

/** Nothing at all is taken for the smallest amount that could have been seen, so that "times as much" says something. */
function atLeastOne(run: Run, of: Measure): number {
  if (of.kind !== "useful") return Number.MIN_VALUE;
  const { fromMs, toMs } = windowOf(run, of.during);
  return 1_000 / (toMs - fromMs);
}

const percent = (part: number, whole: number) => (whole === 0 ? undefined : (100 * part) / whole);
const least = (values: readonly number[]) =>
  values.reduce<number | undefined>((one, other) => Math.min(one ?? other, other), undefined);
