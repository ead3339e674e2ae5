/** The tuner's findings as a person reads them in a terminal. */
import type { BreakerSettings } from "../breaker/settings.ts";
import type { Score, Weights } from "./score.ts";
import { type Advice, commands } from "./tune.ts";

export type Report = {
  advice: Advice;
  weights: Weights;
  /** Said first: what the findings rest on, and what weakens them. */
  remarks: string[];
};

/** Of all that was tried, the best. */
export const SHOWN = 8;
const COLUMNS = ["score", "let through", "refused", "trips", "false", "settings"];

/** Where calls went that were refused: a share of which nobody knows what would have become. */
export function outcomeRemark(calls: number, withoutOutcome: number): string {
  const share = ((100 * withoutOutcome) / calls).toFixed(1);
  const remark = `${withoutOutcome} of ${calls} calls (${share} %) have no outcome, because a breaker refused them; they are left out.`;
  return withoutOutcome === 0
    ? remark
    : `${remark} What settings would have done then is a guess: record in mode observe (pulumi config set --path holdfast:breaker.mode observe).`;
}

export const EACH_ALONE =
  "Each replica has a breaker of its own: the histories are what one replica sees, and half-open up to replicas × maxRequests trials reach Payment.";
export const LEAVE_THEM = "The present settings are within 1 % of the best that was found: leave them.";

export const weighing = ({ failed, refused, trip }: Weights) =>
  `Cost for each 100 calls: ${failed} × failed let through + ${refused} × good refused + ${trip} × false trips; less is better.`;

/** Where the present settings stand. */
export function rankOf({ present, tried }: Advice): string {
  const better = tried.filter(({ result }) => result.score < present.result.score).length;
  return `place ${better + 1} among ${tried.length} tried`;
}

export function textOf({ advice, weights, remarks }: Report): string {
  const { present, advised, tried, none, inEach } = advice;
  const lines = commands(advice);
  return [
    ...remarks,
    "",
    weighing(weights),
    "",
    row(COLUMNS),
    ...tried.slice(0, SHOWN).map(({ settings, result }) => scoreRow(result, inWords(settings))),
    scoreRow(advised.result, `advised: ${inWords(advised.settings)}`),
    scoreRow(present.result, `present (${rankOf(advice)}): ${inWords(present.settings)}`),
    scoreRow(none, "no breaker"),
    "",
    "In each history, present → advised:",
    ...inEach.map(
      ({ history, present, advised }) =>
        `  ${history.name.padEnd(28)} ${String(present.calls).padStart(8)} calls; failed let through ${present.failedLetThrough} → ${advised.failedLetThrough}; good refused ${present.goodRefused} → ${advised.goodRefused}; false trips ${present.falseTrips} → ${advised.falseTrips}`,
    ),
    "",
    EACH_ALONE,
    lines.length === 0 ? LEAVE_THEM : "Advice:",
    ...lines,
    "",
  ].join("\n");
}

export function inWords(settings: BreakerSettings): string {
  const { failureRatio, minRequests, intervalMs, bucketMs, openMs, maxRequests } = settings;
  const window = bucketMs > 0 ? `${intervalMs} ms rolling by ${bucketMs}` : `${intervalMs} ms`;
  return `${failureRatio} of ≥ ${minRequests} in ${window}, open ${openMs} ms, ${maxRequests} ${maxRequests === 1 ? "trial" : "trials"}`;
}

function scoreRow({ score, failedLetThrough, goodRefused, trips, falseTrips }: Score, words: string): string {
  return row([
    score.toFixed(2),
    failedLetThrough.toFixed(2),
    goodRefused.toFixed(2),
    `${trips}`,
    `${falseTrips}`,
    words,
  ]);
}

function row(cells: readonly string[]): string {
  return cells.map((cell, column) => (column < COLUMNS.length - 1 ? cell.padStart(11) : `  ${cell}`)).join(" ");
}
