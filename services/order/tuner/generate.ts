/** Invented histories: the ways a service fails, at low, middle and high load. The same seed gives the same ones. */
import { seeded } from "../breaker/seeded.ts";
import { type History, historyOf, type PastCall } from "./history.ts";

/** How Payment does at a moment: the share of calls that fail, and how long a failing one takes. */
type Weather = { failures: number; failingMs: number };

/** Something always fails now and then, at once. */
const FINE: Weather = { failures: 0.005, failingMs: 20 };

/** Of several lengths, or what is best would be whatever fits the one. */
const OUTAGES = [
  [60_000, 100_000],
  [180_000, 310_000],
  [450_000, 470_000],
] as const;

const WEATHERS: Record<string, (atMs: number, callDeadlineMs: number) => Weather> = {
  /** For 1.5 s of each 47 s (no multiple of any window) nothing gets through. Waiting is better than opening. */
  glitches: (atMs) => (atMs % 47_000 > 45_500 ? { failures: 1, failingMs: 5 } : FINE),
  /** Most calls still get through: opening would refuse more good ones than bad. */
  "brown-out": (atMs, callDeadlineMs) =>
    atMs >= 120_000 && atMs < 420_000 ? { failures: 0.35, failingMs: callDeadlineMs } : FINE,
  /** Nobody answers, for 40 s, for 130 s and for 20 s: open, and close soon after. */
  outages: (atMs, callDeadlineMs) =>
    OUTAGES.some(([from, to]) => atMs >= from && atMs < to) ? { failures: 1, failingMs: callDeadlineMs } : FINE,
};

/** Calls per second at one replica. */
const LOADS = { low: 1, middle: 10, high: 50 };

/** Mean of a good call's duration. */
const GOOD_MS = 60;

export type GenerateOptions = {
  seed: number;
  callDeadlineMs: number;
  lengthMs?: number;
  loads?: Record<string, number>;
};

/** Ten minutes, unless set, of each kind of failure at each load; calls arrive at random. */
export function generateHistories({
  seed,
  callDeadlineMs,
  lengthMs = 600_000,
  loads = LOADS,
}: GenerateOptions): History[] {
  const { next } = seeded(seed);
  const exponential = (mean: number) => -mean * Math.log(1 - next());
  return Object.entries(WEATHERS).flatMap(([weather, weatherAt]) =>
    Object.entries(loads).map(([load, perSecond]) => {
      const calls: PastCall[] = [];
      for (let at = 0; at < lengthMs; at += exponential(1_000 / perSecond)) {
        const { failures, failingMs } = weatherAt(at, callDeadlineMs);
        const failed = next() < failures;
        const durationMs = failed ? failingMs : Math.min(exponential(GOOD_MS), callDeadlineMs);
        calls.push({ at, durationMs, verdict: failed ? "failure" : "success" });
      }
      return historyOf(`${weather}, ${load} load`, "generated", calls);
    }),
  );
}
