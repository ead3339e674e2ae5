/** The tuner's findings as one HTML file that needs nothing else: the advice, a plot of all that was tried, and tables. */
import { escaped } from "./escaped.ts";
import { plotOf } from "./plot.ts";
import { EACH_ALONE, inWords, LEAVE_THEM, type Report, rankOf, SHOWN, weighing } from "./report-text.ts";
import type { Score } from "./score.ts";
import { commands } from "./tune.ts";

const STYLE = `
  :root { color-scheme: light dark; --ink: #222; --paper: #fff; --dim: #888; --best: #0a7d33; --now: #b93a08; }
  @media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #161616; --best: #4ade80; --now: #fb923c; } }
  body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  h1, h2 { line-height: 1.2; } h2 { margin-top: 2rem; font-size: 1.2rem; }
  svg { width: 100%; height: auto; overflow: visible; } line { stroke: var(--dim); stroke-width: .5; } circle { fill: var(--dim); fill-opacity: .5; }
  text { fill: var(--ink); font-size: 13px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
  circle.advised, text.advised { fill: var(--best); fill-opacity: 1; } circle.present, text.present { fill: var(--now); fill-opacity: 1; }
  .wide { overflow-x: auto; } pre { font-size: 14px; white-space: pre-wrap; overflow-wrap: anywhere; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
  th, td { padding: .2rem .8rem .2rem 0; text-align: right; } td { white-space: nowrap; } th { font-weight: 600; border-bottom: 1px solid var(--dim); }
  td.words, th.words { text-align: left; white-space: normal; min-width: 9rem; } .advised { color: var(--best); } .present { color: var(--now); }
  /* The plot shrinks with the window; its words must not. */
  @media (max-width: 40rem) { text { font-size: 22px; } }
  @media print { .wide { overflow: visible; } }`;

export function htmlOf({ advice, weights, remarks }: Report): string {
  const { present, advised, tried, none, inEach } = advice;
  const lines = commands(advice);
  const scores = [
    ...tried.slice(0, SHOWN).map(({ settings, result }) => scoreRow(result, inWords(settings))),
    scoreRow(advised.result, `advised: ${inWords(advised.settings)}`, "advised"),
    scoreRow(present.result, `present (${rankOf(advice)}): ${inWords(present.settings)}`, "present"),
    scoreRow(none, "no breaker"),
  ];
  const histories = inEach.map(({ history, present, advised }) =>
    row([
      history.name,
      `${present.calls}`,
      `${present.failedLetThrough} → ${advised.failedLetThrough}`,
      `${present.goodRefused} → ${advised.goodRefused}`,
      `${present.falseTrips} → ${advised.falseTrips}`,
    ]),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Breaker settings, compared</title>
<style>${STYLE}
</style>
<h1>Breaker settings, compared</h1>
${remarks.map((remark) => `<p>${escaped(remark)}</p>`).join("\n")}
<h2>Advice</h2>
${lines.length === 0 ? `<p>${LEAVE_THEM}</p>` : `<pre>${escaped(lines.join("\n"))}</pre>`}
<p>${EACH_ALONE}</p>
<h2>What was tried</h2>
${plotOf(advice)}
<p>A dot for each choice of settings: the nearer to the lower left, the better. Point at one for its settings.</p>
<p>${escaped(weighing(weights))}</p>
${table(["settings", "cost", "failed let through, %", "good refused, %", "trips", "false trips"], scores)}
<h2>In each history, present → advised</h2>
${table(["history", "calls", "failed let through", "good refused", "false trips"], histories)}
</html>
`;
}

function scoreRow(
  { score, failedLetThrough, goodRefused, trips, falseTrips }: Score,
  words: string,
  kind?: string,
): string {
  const shares = [score, failedLetThrough, goodRefused].map((value) => value.toFixed(2));
  return row([words, ...shares, `${trips}`, `${falseTrips}`], kind);
}

function row([words = "", ...figures]: string[], kind = ""): string {
  const cells = figures.map((figure) => `<td>${escaped(figure)}</td>`).join("");
  return `<tr class="${kind}"><td class="words">${escaped(words)}</td>${cells}</tr>`;
}

function table([words = "", ...columns]: string[], rows: string[]): string {
  const head = columns.map((column) => `<th>${column}</th>`).join("");
  return `<div class="wide" tabindex="0"><table><tr><th class="words">${words}</th>${head}</tr>\n${rows.join("\n")}\n</table></div>`;
}
