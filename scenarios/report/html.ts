/** Runs as one HTML file that needs nothing else. Two and more stand side by side, over the same time axis. */
import { allHeld, type Verdict } from "../judge.ts";
import type { Run } from "../run.ts";
import { escaped } from "./escaped.ts";
import { ANSWER_HEAD, aboutRun, answerRows, moneyLines, mostPending, type Row, settingsOf } from "./facts.ts";
import { LEGEND, plotsOf } from "./plots.ts";
import { STYLE } from "./style.ts";

export type Judged = { run: Run; verdicts: readonly Verdict[] };

export function htmlOf(judged: Judged): string {
  return page(judged.run.scenario.title, `<main>${article(judged)}</main>`);
}

export function comparisonOf(all: readonly Judged[]): string {
  const axis = { fromMs: 0, toMs: Math.max(...all.map(({ run }) => run.endMs)) };
  const title = all.map(({ run }) => run.scenario.name).join(" and ");
  return page(title, `<main class="beside">${all.map((judged) => article(judged, axis)).join("\n")}</main>`);
}

function article({ run, verdicts }: Judged, axis?: { fromMs: number; toMs: number }): string {
  const good = allHeld(verdicts, run);
  const rows = verdicts.map(({ what, expected, measured, held }) => [
    what,
    measured,
    held ? "✓ held" : "✗ not held",
    expected,
  ]);
  return `<article>
<h1>${escaped(run.scenario.title)}</h1>
<p>${escaped(run.scenario.hypothesis)}</p>
<p class="verdict ${good ? "held" : "failed"}">${good ? "It was so." : "It was not so."}</p>
${table(["expectation", "measured", "", "expected"], rows)}
<h2>What happened</h2>
<p class="legend">${LEGEND}</p>
${plotsOf(run, axis)}
<h2>Answers</h2>
${table(ANSWER_HEAD, answerRows(run))}
<h2>Money</h2>
${moneyLines(run)
  .map((line) => `<p>${escaped(line)}</p>`)
  .join("\n")}
<p>Pending: ${escaped(mostPending(run))}.</p>
<h2>How it was run</h2>
${aboutRun(run)
  .map((line) => `<p>${escaped(line)}</p>`)
  .join("\n")}
<pre>${escaped(settingsOf(run))}</pre>
</article>`;
}

function table(head: Row, rows: readonly Row[]): string {
  const cells = (tag: string, row: Row) => row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("");
  const body = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n");
  return `<div class="wide"><table><thead><tr>${cells("th", head)}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
${body}
</html>
`;
}
