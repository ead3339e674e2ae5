/** The tuner's findings as one HTML file that needs nothing else: a plot of all that was tried, and the text. */
import { inWords, type Report, textOf } from "./report-text.ts";
import type { Score } from "./score.ts";

const [WIDTH, HEIGHT, MARGIN] = [720, 420, 56];
const TICKS = 5;

const STYLE = `
  :root { color-scheme: light dark; --ink: #222; --paper: #fff; --dim: #999; --best: #0a7d33; --now: #c2410c; }
  @media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #161616; --dim: #777; --best: #4ade80; --now: #fb923c; } }
  body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  svg { width: 100%; height: auto; } text { fill: var(--ink); font-size: 13px; } line { stroke: var(--dim); stroke-width: .5; }
  circle { fill: var(--dim); fill-opacity: .5; } .advised { fill: var(--best); fill-opacity: 1; } .present { fill: var(--now); fill-opacity: 1; }
  pre { overflow-x: auto; font-size: 13px; }`;

/** Each dot is one choice of settings: to the right the good calls it refuses, upwards the failed ones it lets through. */
export function htmlOf(report: Report): string {
  const { present, advised, tried, none } = report.advice;
  const all = [none, present.result, ...tried.map(({ result }) => result)];
  const right = scaleTo(Math.max(...all.map(({ goodRefused }) => goodRefused)), MARGIN, WIDTH - 16);
  const up = scaleTo(Math.max(...all.map(({ failedLetThrough }) => failedLetThrough)), HEIGHT - MARGIN, 16);

  const dot = (score: Score, words: string, kind = "") =>
    `<circle class="${kind}" cx="${right.at(score.goodRefused)}" cy="${up.at(score.failedLetThrough)}" r="${kind ? 7 : 4}"><title>${escaped(`${words}: cost ${score.score.toFixed(2)}, ${score.falseTrips} false trips`)}</title></circle>`;
  const grid = [
    ...right.ticks.map(
      ({ at, label }) =>
        `<line x1="${at}" x2="${at}" y1="16" y2="${HEIGHT - MARGIN}"/><text x="${at}" y="${HEIGHT - MARGIN + 18}" text-anchor="middle">${label}</text>`,
    ),
    ...up.ticks.map(
      ({ at, label }) =>
        `<line y1="${at}" y2="${at}" x1="${MARGIN}" x2="${WIDTH - 16}"/><text x="${MARGIN - 8}" y="${at + 4}" text-anchor="end">${label}</text>`,
    ),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Breaker settings, compared</title>
<style>${STYLE}
</style>
<h1>Breaker settings, compared</h1>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Good calls refused against failed calls let through, a dot for each choice of settings">
${grid.join("\n")}
<text x="${WIDTH / 2}" y="${HEIGHT - 12}" text-anchor="middle">good calls refused, of 100</text>
<text transform="translate(14 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">failed calls let through, of 100</text>
${tried.map(({ settings, result }) => dot(result, inWords(settings))).join("\n")}
${dot(none, "no breaker", "none")}
${dot(present.result, `present: ${inWords(present.settings)}`, "present")}
${dot(advised.result, `advised: ${inWords(advised.settings)}`, "advised")}
</svg>
<p><b style="color: var(--best)">●</b> advised <b style="color: var(--now)">●</b> present; the large grey dot is no breaker at all. Point at a dot for its settings.</p>
<pre>${escaped(textOf(report))}</pre>
</html>
`;
}

/** An axis from 0 to `max`, which may be 0. */
function scaleTo(max: number, from: number, to: number) {
  const top = max || 1;
  const at = (value: number) => Math.round(10 * (from + (value / top) * (to - from))) / 10;
  const values = Array.from({ length: TICKS + 1 }, (_, tick) => (top * tick) / TICKS);
  return { at, ticks: values.map((value) => ({ at: at(value), label: value.toPrecision(2) })) };
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
