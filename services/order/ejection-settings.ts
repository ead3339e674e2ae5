/**
 * When a replica of Payment is left out of the balancing: below the breaker, which knows Payment as a whole only. gRPC's outlier
 * detection (gRFC A50) does it. docs/decisions/0008-one-bad-replica.md says why, and why so.
 */
import type { ChannelOptions } from "@grpc/grpc-js";
import { z } from "zod";
import { whole } from "../shared/settings.ts";

const flag = z.union(
  [z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")],
  "must be true or false",
);

export const EjectionSettings = z.strictObject({
  enabled: flag.default(true),
  /** How often the calls since the last time are looked at. */
  intervalMs: whole(100, 60_000, "milliseconds").default(1_000),
  /**
   * How long it is left out the first time; then twice, three times as long. Longer than an open breaker waits, or it would be back among
   * the trials each time.
   */
  ejectMs: whole(1_000, 3_600_000, "milliseconds").default(120_000),
});
export type EjectionSettings = z.output<typeof EjectionSettings>;

/** Every status but OK counts as a failure here, so what is a client's fault must be rare for a healthy replica: hence the threshold. */
const FAILED_PERCENTAGE = 80;

/** What of a channel's options does it; round_robin either way. */
export function ejecting({ enabled, intervalMs, ejectMs }: EjectionSettings): ChannelOptions {
  if (!enabled) return {};
  const outlierDetection = {
    interval: duration(intervalMs),
    base_ejection_time: duration(ejectMs),
    max_ejection_time: duration(10 * ejectMs),
    // One of two, never both: when all of Payment is down, that is the breaker's to say.
    max_ejection_percent: 50,
    // Few calls come through while a breaker is half-open, and those are the ones that matter.
    failure_percentage_ejection: {
      threshold: FAILED_PERCENTAGE,
      enforcement_percentage: 100,
      minimum_hosts: 2,
      request_volume: 1,
    },
    child_policy: [{ round_robin: {} }],
  };
  return { "grpc.service_config": JSON.stringify({ loadBalancingConfig: [{ outlier_detection: outlierDetection }] }) };
}

function duration(ms: number) {
  return { seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1_000_000 };
}
