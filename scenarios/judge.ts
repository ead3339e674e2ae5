/** Whether a run was as its scenario expected. What was not measured has failed. */
import { type Implied, impliedTimeToOpen, impliedTimeToSettled } from "./implied.ts";
import { measure, type OtherRuns, windowOf } from "./measures.ts";
import type { Run } from "./run.ts";
import type { Expectation, Measure } from "./scenario.ts";

export type Verdict = {
  /** "useful answers a second within 300 ms, outage" */
  what: string;
  /** "at least 20" */
  expected: string;
  /** "27.5", or "not measured". */
  measured: string;
  held: boolean;
};

export function judge(run: Run, others?: OtherRuns): Verdict[] {
  return run.scenario.expectations.map((expectation) => judgeOne(run, expectation, others));
}

/** Whether it was as expected. A run that was interrupted proves nothing, whatever of it has held. */
export function allHeld(verdicts: readonly Verdict[], { interrupted }: Pick<Run, "interrupted">): boolean {
  return !interrupted && verdicts.length > 0 && verdicts.every(({ held }) => held);
}

function judgeOne(run: Run, expectation: Expectation, others: OtherRuns | undefined): Verdict {
  const value = measure(run, expectation.measure, others);
  const unit = unitOf(expectation.measure);
  const measured = value === undefined ? "not measured" : withUnit(value, unit);
  const what = describe(expectation.measure);
  if (expectation.is === "implied") {
    const implied = impliedOf(run, expectation.measure);
    const expected = `${withUnit(implied.low, unit)} to ${withUnit(implied.high, unit)} (${implied.formula})`;
    return { what, expected, measured, held: value !== undefined && value >= implied.low && value <= implied.high };
  }
  const { is, bound } = expectation;
  const held =
    value !== undefined && (is === "at least" ? value >= bound : is === "at most" ? value <= bound : value === bound);
  return { what, expected: `${is} ${withUnit(bound, unit)}`, measured, held };
}

function impliedOf(run: Run, wanted: Extract<Measure, { kind: "time-to-open" | "time-to-settled" }>): Implied {
  const window = windowOf(run, wanted.during);
  return wanted.kind === "time-to-open" ? impliedTimeToOpen(run, window) : impliedTimeToSettled(run, window);
}

/** A measure in words. */
export function describe(wanted: Measure): string {
  switch (wanted.kind) {
    case "share":
      return `orders answered ${wanted.outcomes.join(" or ")}${during(wanted)}`;
    case "found":
      return `bystander: GetOrder answered${during(wanted)}`;
    case "latency":
      return `p${wanted.percentile} of ${wanted.method}${during(wanted)}`;
    case "useful":
      return `durable answers within ${wanted.withinMs} ms, a second${during(wanted)}`;
    case "dropped":
      return `calls dropped at the in-flight limit${during(wanted)}`;
    case "trips":
      return "breakers that opened";
    case "sent":
      return `calls sent to Payment${during(wanted)}`;
    case "closed":
      return `time with closed breakers${during(wanted)}`;
    case "time-to-open":
      return `from the first failure to "open"${during(wanted)}`;
    case "time-to-settled":
      return `from the end of "${wanted.during}" to the last pending order settled`;
    case "pending":
      return "orders pending at the end";
    case "most-pending":
      return "orders pending at a time, at most";
    case "in-review":
      return "orders left to a person";
    case "orders-per-key":
      return "orders for each idempotency key";
    case "money":
      return "differences between orders, ledger and money";
    case "times":
      return `times that of ${wanted.scenario}: ${describe(wanted.of)}`;
  }
}

const during = ({ during: name }: { during?: string }) => (name === undefined ? "" : `, in "${name}"`);

export function unitOf({ kind }: Measure): "%" | "ms" | "" {
  if (kind === "share" || kind === "found" || kind === "closed") return "%";
  return kind === "latency" || kind === "time-to-open" || kind === "time-to-settled" ? "ms" : "";
}

export function withUnit(value: number, unit: string): string {
  if (unit === "ms" && value >= 10_000) return `${(value / 1_000).toFixed(1)} s`;
  const digits = Number.isInteger(value) ? 0 : value >= 100 ? 0 : value >= 1 ? 1 : 3;
  return `${value.toFixed(digits)}${unit && ` ${unit}`}`;
}
