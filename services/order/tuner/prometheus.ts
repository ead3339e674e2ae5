/**
 * Makes up histories that fit the rates in a Prometheus: how many calls of each outcome a replica made in each 30 s. When
 * they came within these is invented, so a glitch shorter than that is smeared out: the result is "synthesised".
 */
import { z } from "zod";
import { seeded } from "../breaker/seeded.ts";
import { type History, historyOf, type PastCall } from "./history.ts";
import { InputError } from "./input-error.ts";
import type { Recording } from "./recorded.ts";

const STEP_SECONDS = 30;
/** Where no duration was measured. */
const DEFAULT_MS = 50;
const CALLS = "sum by (instance, outcome) (rate(order_breaker_calls_total[1m]))";
const MEAN_SECONDS =
  "sum by (instance, outcome) (rate(order_breaker_call_seconds_sum[1m])) / sum by (instance, outcome) (rate(order_breaker_call_seconds_count[1m]))";

const Outcome = z.enum(["success", "failure", "excluded", "refused"]);
const Answer = z.object({
  status: z.literal("success"),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.object({ instance: z.string(), outcome: Outcome }),
        values: z.array(z.tuple([z.number(), z.string().transform(Number)])),
      }),
    ),
  }),
});
type Series = z.output<typeof Answer>["data"]["result"][number];

export type PrometheusOptions = {
  url: string;
  /** The end of the time asked about, in seconds since the epoch. */
  until: number;
  hours: number;
  seed: number;
};

/** Asks for the breaker's own metrics. Throws an InputError where the server cannot be asked or knows none. */
export async function synthesise({ url, until, hours, seed }: PrometheusOptions): Promise<Recording> {
  const range = { start: String(until - hours * 3_600), end: String(until), step: String(STEP_SECONDS) };
  const [rates, means] = await Promise.all([ask(url, CALLS, range), ask(url, MEAN_SECONDS, range)]);
  const random = seeded(seed).next;
  const byReplica = new Map<string, PastCall[]>();
  let withoutOutcome = 0;
  for (const series of rates) {
    const { instance, outcome } = series.metric;
    const times = arrivals(series, random);
    if (outcome === "refused") {
      withoutOutcome += times.length;
      continue;
    }
    const durationMs = meanMs(means.find(({ metric }) => metric.instance === instance && metric.outcome === outcome));
    const past = byReplica.get(instance) ?? [];
    byReplica.set(instance, past);
    for (const at of times) past.push({ at, durationMs: durationMs(at), verdict: outcome });
  }
  const histories: History[] = [];
  for (const [instance, past] of byReplica)
    if (past.length > 0) histories.push(historyOf(`synthesised, ${instance}`, "synthesised", past));
  const calls = histories.reduce((sum, { verdicts }) => sum + verdicts.length, withoutOutcome);
  if (calls === 0)
    throw new InputError(`${url} knows no calls of the last ${hours} h: it must scrape Order's metrics (--last HOURS)`);
  return { histories, calls, withoutOutcome };
}

/** Times of calls at a series' rate. What is less than a call is carried on, so that low rates are not lost. */
function arrivals({ values }: Series, random: () => number): number[] {
  const times: number[] = [];
  let due = 0;
  for (const [seconds, rate] of values) {
    due += Number.isFinite(rate) ? rate * STEP_SECONDS : 0;
    for (; due >= 1; due--) times.push((seconds - STEP_SECONDS * random()) * 1_000);
  }
  return times;
}

/** The mean duration measured about a time. */
function meanMs(series: Series | undefined): (at: number) => number {
  const means = new Map(series?.values.map(([seconds, mean]) => [seconds, mean * 1_000]));
  const [first = 0] = means.keys();
  return (at) => {
    const step = Math.ceil((at / 1_000 - first) / STEP_SECONDS) * STEP_SECONDS + first;
    const mean = means.get(step) ?? Number.NaN;
    return Number.isFinite(mean) ? mean : DEFAULT_MS;
  };
}

async function ask(url: string, query: string, range: Record<string, string>): Promise<Series[]> {
  try {
    const address = new URL(`${url.replace(/\/$/, "")}/api/v1/query_range`);
    address.search = String(new URLSearchParams({ query, ...range }));
    const response = await fetch(address, { signal: AbortSignal.timeout(30_000) });
    if (!response.ok) throw new Error(`it answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
    return Answer.parse(await response.json()).data.result;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    const reason = error instanceof z.ZodError ? "its answer is none of Prometheus'" : String(error);
    throw new InputError(`--from-prometheus ${url} cannot be asked: ${reason}${cause}`);
  }
}
