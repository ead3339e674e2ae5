import type { Metadata } from "@grpc/grpc-js";
import type { ChaosSettings } from "./chaos-settings.ts";
import { drawFaults, type Strike } from "./draw-faults.ts";
import { faultsAt } from "./faults-at.ts";
import type { TryOf } from "./tries.ts";

/** What the faults of one replica depend on. */
export type Chaos = {
  /** The settings in force. */
  settings: () => ChaosSettings;
  /** Since the epoch: the timeline is the same for all. */
  nowMs: () => number;
  replica: string;
};

export type FaultOptions = Chaos & {
  tryOf: TryOf;
  /** Is told of each fault as it strikes. */
  onStrike: (strike: Strike) => void;
};

/** The faults that strike a call at this moment, in their order. `key` says what it is about. */
export function strikesNow(
  { settings, nowMs, replica, tryOf }: Omit<FaultOptions, "onStrike">,
  key: string,
  metadata?: Metadata,
): Strike[] {
  const chaos = settings();
  const inForce = faultsAt(chaos, nowMs(), replica);
  // Without chaos nothing is counted either.
  return inForce.length === 0 ? [] : drawFaults(inForce, { seed: chaos.seed, key, attempt: tryOf(key, metadata) });
}
