/** Whether a soak left anything over: what is wrong, a sentence each. */
import { type Trend, trendOf } from "../load/trend.ts";
import { type Sample, SETTLE_SECONDS, type SoakReport } from "./soak.ts";

/** Bytes a second, with the first part left out in which code is compiled and pools are filled. */
export type MemoryTrend = { replica: string; what: "heap" | "rss"; firstBytes: number; lastBytes: number } & Trend & {
    /** By the slope, over the part that counts. */
    grewBytes: number;
  };

const WARM_UP = 1 / 3;
/**
 * What is under way when a sample is taken comes on top of what is kept, and more so in an outage, for many samples in
 * a row. A leak raises also the least of each part of a run.
 */
const PARTS = 8;
/** Less than this in a whole run is no leak that matters, sure or not. */
const SMALL_GROWTH_BYTES = { heap: 1024 ** 2, rss: 8 * 1024 ** 2 };
/** A slope of so many standard errors is no noise. */
const SURE = 3;
/** Answers that are the service's own fault. */
const FAULTS = ["INTERNAL", "UNKNOWN", "NOTHING", "DATA_LOSS"];

export function memoryTrends(memory: SoakReport["memory"]): MemoryTrend[] {
  return Object.entries(memory).flatMap(([replica, samples]) => [
    trendIn(replica, "heap", samples, ({ heapUsed }) => heapUsed),
    trendIn(replica, "rss", samples, ({ rss }) => rss),
  ]);
}

function trendIn(replica: string, what: "heap" | "rss", all: Sample[], of: (sample: Sample) => number): MemoryTrend {
  const samples = all.slice(Math.floor(all.length * WARM_UP));
  const points = samples.map((sample) => ({ x: sample.atSeconds, y: of(sample) }));
  const least = partsOf(points).map((part) => part.reduce((low, point) => (point.y < low.y ? point : low)));
  const trend = trendOf(least);
  const [first, last] = [points.at(0), points.at(-1)];
  const [low, high] = [least.at(0), least.at(-1)];
  if (!first || !last || !low || !high) throw new Error(`there are no samples of the memory of ${replica}`);
  const grewBytes = trend.slope * (last.x - first.x);
  return { replica, what, firstBytes: low.y, lastBytes: high.y, ...trend, grewBytes };
}

function partsOf<T>(values: readonly T[]): T[][] {
  const parts = Array.from({ length: PARTS }, (_, part) =>
    values.slice(Math.floor((part * values.length) / PARTS), Math.floor(((part + 1) * values.length) / PARTS)),
  );
  return parts.filter((part) => part.length > 0);
}

/** `small`: how many bytes the heap and the process may grow by in a run. */
export function judgeSoak(report: SoakReport, small = SMALL_GROWTH_BYTES): string[] {
  const { settledSeconds, reconciliation, ended, answers } = report;
  const problems = memoryTrends(report.memory)
    .filter(({ what, slope, error, grewBytes }) => slope > SURE * error && grewBytes > small[what])
    .map(
      ({ replica, what, grewBytes }) =>
        `the ${what} of ${replica} grows: by ${(grewBytes / 1024 ** 2).toFixed(1)} MiB in this run`,
    );
  if (settledSeconds === undefined || settledSeconds > SETTLE_SECONDS)
    problems.push(
      `orders or payments were still pending ${SETTLE_SECONDS} s after the end (${settledSeconds?.toFixed(0) ?? "for ever"})`,
    );
  const { inReview, differences } = reconciliation;
  if (inReview > 0) problems.push(`${inReview} orders wait for a person`);
  problems.push(...differences.map((difference) => `the books differ: ${difference}`));
  problems.push(...ended);
  for (const [method, outcomes] of Object.entries(answers))
    for (const [outcome, times] of Object.entries(outcomes))
      if (FAULTS.some((fault) => outcome.startsWith(fault))) problems.push(`${method} ended ${outcome} ${times} times`);
  return problems;
}
