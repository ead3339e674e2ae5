/**
 * Random settings and traces for the comparison with gobreaker, the same for the same seed. They seek the edges:
 * calls at the very millisecond of an expiry, more trials than are allowed, results of earlier generations.
 */

import { type Reply, replayer } from "../replay.ts";
import { ReplaySettings } from "../replay-settings.ts";
import type { Random } from "../seeded.ts";
import type { Step } from "../trace.ts";
import type { Verdict } from "../verdict.ts";

/** A settings line, the steps behind it, and our answers to them. */
export type Trace = { settings: ReplaySettings; steps: Step[]; answers: Reply[] };

/** Settings that gobreaker takes: its zero values, tiny windows and odd buckets as well as sober ones. */
export function randomSettings({ next, pick }: Random): ReplaySettings {
  const grain = pick([1, 1, 1, 0.5, 0.001]);
  const upTo = (limit: number) => Math.ceil(next() * limit) * grain;
  const intervalMs = pick([0, -1, 1, 10, 60, upTo(20), upTo(1_000), 60_000]);
  const bucketMs = pick([0, 0, 1, 5, 7, upTo(10), upTo(200), 10_000]);
  return ReplaySettings.parse({
    maxRequests: pick([0, 1, 2, 3, 5, upTo(20) / grain]),
    intervalMs,
    // Not thousands of buckets: they would cost time and show nothing new.
    bucketMs: bucketMs > 0 ? Math.max(bucketMs, Math.ceil(intervalMs / 300)) : bucketMs,
    openMs: pick([0, -1, 1, 10, upTo(20), upTo(1_000), 60_000]),
    failureRatio: pick([0, 0.25, 1 / 3, 0.5, 0.6, 1, 1.5, next()]),
    minRequests: pick([0, 1, 2, 5, 10, upTo(30) / grain]),
  });
}

/** Plays `length` random steps. Which calls may end depends on the answers, so these are made on the way. */
export function randomTrace(settings: ReplaySettings, length: number, random: Random): Trace {
  const { next, pick } = random;
  const answer = replayer(settings);
  const inFlight: number[] = [];
  const steps: Step[] = [];
  const answers: Reply[] = [];
  const durations = [settings.intervalMs, settings.openMs, settings.bucketMs, 60_000].filter((ms) => ms > 0);
  const edge = () => durations[Math.floor(next() * durations.length)] ?? 1;
  let at = 0;
  let weather = weatherOf(random);

  /** Where the clock goes: nowhere, on a little, or to just about one period after one of the last steps. */
  const later = (): number => {
    const kind = next();
    if (kind < 0.4) return at;
    if (kind < 0.7) return at + pick([1, 1, 2, 5, 0.5, 0.001, next() * 10]);
    const anchor = steps.at(-1 - Math.floor(next() * 12))?.at ?? 0;
    return anchor + edge() * pick([1, 1, 1, 2, 3]) + pick([0, 0, 1, -1, 0.001, -0.001]);
  };

  for (let id = 0; steps.length < length; id++) {
    if (next() < 0.02) weather = weatherOf(random);
    at = Math.max(at, Math.round(later() * 1_000) / 1_000);
    const ends = inFlight.length > 0 && next() < (inFlight.length >= weather.crowd ? 0.8 : 0.45);
    const [ended] = ends ? inFlight.splice(Math.floor(next() * inFlight.length), 1) : [];
    const step: Step = ended === undefined ? { at, call: id } : { at, end: ended, verdict: verdictIn(weather, next()) };
    const reply = answer(step);
    if (reply.admitted) inFlight.push(id);
    steps.push(step);
    answers.push(reply);
  }
  return { settings, steps, answers };
}

/** How the service behind the breaker does for a while, and how many calls it has at a time. */
type Weather = { failures: number; exclusions: number; crowd: number };

const weatherOf = ({ pick }: Random): Weather => ({
  failures: pick([0, 0, 0.1, 0.5, 0.9, 1]),
  exclusions: pick([0, 0, 0.1, 0.5]),
  crowd: pick([1, 2, 6, 30]),
});

function verdictIn({ failures, exclusions }: Weather, chance: number): Verdict {
  if (chance < exclusions) return "excluded";
  return chance < exclusions + (1 - exclusions) * failures ? "failure" : "success";
}
