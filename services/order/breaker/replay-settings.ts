/**
 * Settings of a replay: any that gobreaker takes, its zero values included, which are too loose for a service.
 */
import { z } from "zod";
import { decimal, whole } from "../../shared/settings.ts";
import type { PolicySettings } from "./policy.ts";
import { BreakerSettings } from "./settings.ts";

const MAX_UINT32 = 4_294_967_295;
const MAX_BUCKETS = 1_000_000;
const DEFAULTS = BreakerSettings.parse({});

const count = (value: number) => whole(0, MAX_UINT32).default(value);
const number = (unit = "") => decimal(z.number(`must be a number${unit}`));
/** gobreaker takes a duration of 0 or below for "unset". */
const duration = (value: number) => number(" of milliseconds").default(value);

export const ReplaySettings = z
  .strictObject({
    maxRequests: count(DEFAULTS.maxRequests),
    intervalMs: duration(DEFAULTS.intervalMs),
    bucketMs: duration(DEFAULTS.bucketMs),
    openMs: duration(DEFAULTS.openMs),
    failureRatio: number().default(DEFAULTS.failureRatio),
    minRequests: count(DEFAULTS.minRequests),
    /** These two have no part in a replay; they may be there, so that a service's settings can be replayed. */
    callDeadlineMs: z.unknown().optional(),
    mode: z.unknown().optional(),
  })
  .refine(({ intervalMs, bucketMs }) => bucketMs <= 0 || intervalMs / bucketMs <= MAX_BUCKETS, {
    path: ["bucketMs"],
    error: `must cut intervalMs into at most ${MAX_BUCKETS} buckets`,
  });

export type ReplaySettings = z.infer<typeof ReplaySettings>;

/** What gobreaker's NewCircuitBreaker makes of them. */
export function policySettingsOf(settings: ReplaySettings): PolicySettings {
  const { maxRequests, openMs, failureRatio, minRequests } = settings;
  const bucketMs = Math.max(0, settings.bucketMs);
  const neverClears = settings.intervalMs <= 0;
  return {
    maxRequests: maxRequests === 0 ? 1 : maxRequests,
    // The window is as long as one bucket at least.
    intervalMs: neverClears ? 0 : Math.max(settings.intervalMs, bucketMs),
    bucketMs,
    openMs: openMs <= 0 ? 60_000 : openMs,
    failureRatio,
    minRequests,
  };
}
