/**
 * The thresholds of the breaker, as stack config and the live settings file give them.
 * The names are sony/gobreaker's (MaxRequests, Interval, BucketPeriod, Timeout), with units.
 */
import { z } from "zod";
import { decimal, whole } from "../../shared/settings.ts";

const DAY_MS = 86_400_000;
const MAX_BUCKETS = 1_000;

/** A duration of at most one day. */
const duration = (min: 0 | 1) => whole(min, DAY_MS, "milliseconds");

const count = () => whole(1, 1_000_000);

const ratio = () => {
  const rule = "must be greater than 0 and at most 1: it is a share of the calls, not a percentage";
  return decimal(z.number(rule).gt(0, rule).max(1, rule));
};

/** Every field has a default, so `{}` is a whole breaker. A number may also be written as a decimal string. */
export const BreakerSettings = z
  .strictObject({
    /** Trials that half-open lets through; as many successes in a row close the breaker. */
    maxRequests: count().default(5),
    /** Length of the window over which a closed breaker counts; 0 never clears the counts. */
    intervalMs: duration(0).default(60_000),
    /**
     * 0: the counts are cleared every `intervalMs`. Otherwise the window rolls in steps of this length,
     * and `intervalMs` is rounded up to a multiple of it, as in gobreaker.
     */
    bucketMs: duration(0).default(0),
    /** How long the breaker stays open before it lets trials through (gobreaker's Timeout). */
    openMs: duration(1).default(60_000),
    /** Share of failed calls, of all calls in the window, from which the breaker opens. */
    failureRatio: ratio().default(0.5),
    /** Calls in the window, those in flight included, before the ratio means anything. */
    minRequests: count().default(5),
    /** Deadline of one call. The breaker does not enforce it: the client that makes the call does. */
    callDeadlineMs: duration(1).default(1_000),
    /** `observe` decides and reports but refuses nothing; `off` does not decide either. */
    mode: z.enum(["enforce", "observe", "off"]).default("enforce"),
  })
  .superRefine((settings, context) => {
    const { intervalMs, bucketMs, openMs, callDeadlineMs } = settings;
    const refuse = (key: keyof typeof settings, message: string) =>
      context.addIssue({ code: "custom", path: [key], input: settings[key], message });

    // Each message tells the value, because it may be a default that the user never wrote.
    if (callDeadlineMs >= openMs)
      refuse(
        "callDeadlineMs",
        `must be less than openMs (${callDeadlineMs} is not less than ${openMs}): a call from before the breaker opened could still be under way when the trials begin, and each trial must end`,
      );
    if (intervalMs > 0 && callDeadlineMs >= intervalMs)
      refuse(
        "callDeadlineMs",
        `must be less than intervalMs (${callDeadlineMs} is not less than ${intervalMs}): a call that times out would end after its window was cleared, and timeouts could never open the breaker`,
      );
    if (bucketMs > 0 && intervalMs === 0)
      refuse("bucketMs", "must be 0 while intervalMs is 0: counts that are never cleared have no window to roll");
    else if (bucketMs > intervalMs)
      refuse(
        "bucketMs",
        `must be at most intervalMs (${intervalMs}): the window would silently be as long as one bucket`,
      );
    else if (bucketMs > 0 && Math.ceil(intervalMs / bucketMs) > MAX_BUCKETS)
      refuse(
        "bucketMs",
        `must be at least ${Math.ceil(intervalMs / MAX_BUCKETS)}: the window of ${intervalMs} ms would be cut into more than ${MAX_BUCKETS} buckets`,
      );
  });

export type BreakerSettings = z.infer<typeof BreakerSettings>;
