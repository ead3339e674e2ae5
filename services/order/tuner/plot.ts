/** All that was tried as dots in an SVG: to the right the good calls refused, upwards the failed ones let through. */
import { escaped } from "./escaped.ts";
import { inWords } from "./report-text.ts";
import type { Score } from "./score.ts";
import { type Advice, commands } from "./tune.ts";

const [WIDTH, HEIGHT] = [640, 400];
const EDGE = { left: 48, right: WIDTH - 16, top: 40, bottom: HEIGHT - 64 };
const MOST_TICKS = 6;

export function plotOf(advice: Advice): string {
  const { present, advised, tried, none } = advice;
  const all = [none, present.result, advised.result, ...tried.map(({ result }) => result)];
  const right = axis(Math.max(...all.map(({ goodRefused }) => goodRefused)), EDGE.left, EDGE.right);
  const up = axis(Math.max(...all.map(({ failedLetThrough }) => failedLetThrough)), EDGE.bottom, EDGE.top);

  const dot = (score: Score, words: string, kind = "") =>
    `<circle class="${kind}" cx="${right.at(score.goodRefused)}" cy="${up.at(score.failedLetThrough)}" r="${kind ? 7 : 4}"><title>${escaped(`${words}: cost ${score.score.toFixed(2)}, ${score.falseTrips} false trips`)}</title></circle>`;
  // To the side of its dot that has more room.
  const label = (score: Score, words: string, kind: string) => {
    const x = right.at(score.goodRefused);
    const onLeft = x > WIDTH / 2;
    return `<text class="${kind}" x="${x + (onLeft ? -12 : 12)}" y="${up.at(score.failedLetThrough) + 5}" text-anchor="${onLeft ? "end" : "start"}">${words}</text>`;
  };
  const isAdvised = commands(advice).length === 0;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Good calls refused against failed calls let through, a dot for each choice of settings">`,
    ...right.ticks.map(
      (value) =>
        `<line x1="${right.at(value)}" x2="${right.at(value)}" y1="${EDGE.top}" y2="${EDGE.bottom}"/><text x="${right.at(value)}" y="${EDGE.bottom + 24}" text-anchor="middle">${value}</text>`,
    ),
    ...up.ticks.map(
      (value) =>
        `<line y1="${up.at(value)}" y2="${up.at(value)}" x1="${EDGE.left}" x2="${EDGE.right}"/><text x="${EDGE.left - 8}" y="${up.at(value) + 5}" text-anchor="end">${value}</text>`,
    ),
    `<text x="4" y="20">↑ failed calls let through, of 100</text>`,
    `<text x="${EDGE.right}" y="${HEIGHT - 10}" text-anchor="end">good calls refused, of 100 →</text>`,
    ...tried.map(({ settings, result }) => dot(result, inWords(settings))),
    dot(none, "no breaker", "none"),
    dot(present.result, `present: ${inWords(present.settings)}`, "present"),
    dot(advised.result, `advised: ${inWords(advised.settings)}`, "advised"),
    label(none, "no breaker", "none"),
    ...(isAdvised ? [] : [label(present.result, "present", "present")]),
    label(advised.result, isAdvised ? "present, as advised" : "advised", "advised"),
    "</svg>",
  ].join("\n");
}

/** From 0 to a round number that `max` is below; a few round ticks. */
function axis(max: number, from: number, to: number) {
  const step = roundStep((max || 1) / MOST_TICKS);
  const count = Math.ceil((max || 1) / step);
  const at = (value: number) => Math.round(10 * (from + (value / (count * step)) * (to - from))) / 10;
  const ticks = Array.from({ length: count + 1 }, (_, tick) => Number((tick * step).toPrecision(6)));
  return { at, ticks };
}

/** 1, 2 or 5 times a power of ten, at least `atLeast`. */
function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= atLeast) ?? 10);
}
