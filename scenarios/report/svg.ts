/** Small plots over one time axis, as text: colours are the page's, so that they fit light, dark and paper. */
import { escaped } from "./escaped.ts";

/** Of each plot, in its own units; the page scales it. Narrow, so that its words can be read on a phone. */
export const WIDTH = 640;
const LEFT = 46;
const RIGHT = 8;
const ROW = 18;

export type Axis = { fromMs: number; toMs: number };

export const x = ({ fromMs, toMs }: Axis, atMs: number) =>
  round(LEFT + ((WIDTH - LEFT - RIGHT) * (Math.min(Math.max(atMs, fromMs), toMs) - fromMs)) / (toMs - fromMs));

const round = (value: number) => Math.round(value * 10) / 10;

export type Span = { row: string; fromMs: number; toMs: number; className: string; title: string };

/** A row for each name, with bars in it. The names stand above their bars, where there is room on a phone too. */
export function spansPlot(axis: Axis, label: string, rows: readonly string[], spans: readonly Span[]): string {
  const height = rows.length * ROW * 2 + 4;
  const marks = rows.map((row, index) => {
    const y = index * ROW * 2;
    const bars = spans
      .filter((span) => span.row === row)
      .map(({ fromMs, toMs, className, title }) => {
        const left = x(axis, fromMs);
        const width = Math.max(1, round(x(axis, toMs) - left));
        return `<rect class="${className}" x="${left}" y="${y + ROW}" width="${width}" height="${ROW - 4}"><title>${escaped(title)}</title></rect>`;
      });
    return `<text x="${LEFT}" y="${y + ROW - 4}">${escaped(row)}</text>${bars.join("")}`;
  });
  return svg(height + 20, label, `${marks.join("\n")}\n${timeAxis(axis, height)}`);
}

export type Line = { name: string; className: string; points: readonly { atMs: number; value: number }[] };

const PLOT = 120;

/** Lines over time, from 0 to the largest value. */
export function linesPlot(axis: Axis, label: string, unit: string, lines: readonly Line[]): string {
  const top = niceTop(Math.max(0, ...lines.flatMap(({ points }) => points.map(({ value }) => value))));
  const y = (value: number) => round(10 + PLOT * (1 - value / top));
  const grid = [0, 0.5, 1].map((part) => {
    const at = y(top * part);
    return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/><text x="${LEFT - 4}" y="${at + 4}" text-anchor="end">${short(top * part)}</text>`;
  });
  const paths = lines.map(({ name, className, points }) => {
    const path = points.map(({ atMs, value }) => `${x(axis, atMs)},${y(value)}`).join(" ");
    return `<polyline class="${className}" points="${path}"><title>${escaped(name)}</title></polyline>`;
  });
  return svg(PLOT + 34, `${label} (${unit})`, [...grid, ...paths, timeAxis(axis, PLOT + 12)].join("\n"));
}

export type Stack = { atMs: number; untilMs: number; parts: { className: string; value: number; name: string }[] };

/** Bars of parts on top of each other. */
export function stackedPlot(axis: Axis, label: string, unit: string, bars: readonly Stack[]): string {
  const sum = ({ parts }: Stack) => parts.reduce((total, { value }) => total + value, 0);
  const top = niceTop(Math.max(0, ...bars.map(sum)));
  const y = (value: number) => round(10 + PLOT * (1 - value / top));
  const marks = bars.flatMap(({ atMs, untilMs, parts }) => {
    let below = 0;
    return parts.map(({ className, value, name }) => {
      const bottom = y(below);
      below += value;
      const [left, right] = [x(axis, atMs), x(axis, untilMs)];
      return `<rect class="${className}" x="${left}" y="${y(below)}" width="${Math.max(0.5, round(right - left - 0.5))}" height="${round(bottom - y(below))}"><title>${escaped(`${name}: ${short(value)}`)}</title></rect>`;
    });
  });
  const grid = [0, 0.5, 1].map((part) => {
    const at = y(top * part);
    return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/><text x="${LEFT - 4}" y="${at + 4}" text-anchor="end">${short(top * part)}</text>`;
  });
  return svg(PLOT + 34, `${label} (${unit})`, [...grid, ...marks, timeAxis(axis, PLOT + 12)].join("\n"));
}

function timeAxis(axis: Axis, y: number): string {
  const seconds = (axis.toMs - axis.fromMs) / 1_000;
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 300].find((one) => seconds / one <= 8) ?? 600;
  const ticks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
  return ticks
    .map((tick, index) => {
      const at = x(axis, axis.fromMs + tick * 1_000);
      const anchor = index === 0 ? "start" : at > WIDTH - 30 ? "end" : "middle";
      return `<line x1="${at}" x2="${at}" y1="0" y2="${y}"/><text x="${at}" y="${y + 15}" text-anchor="${anchor}">${tick} s</text>`;
    })
    .join("");
}

function svg(height: number, label: string, content: string): string {
  return `<figure><figcaption>${escaped(label)}</figcaption><div class="wide"><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(label)}">\n${content}\n</svg></div></figure>`;
}

function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

function short(value: number): string {
  if (value >= 10_000) return `${round(value / 1_000)}k`;
  return String(round(value));
}
