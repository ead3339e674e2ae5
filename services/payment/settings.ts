/** The settings of Payment. `{}` is a Payment on this machine, without chaos. */
import { z } from "zod";
import { ChaosSettings } from "../shared/chaos/chaos-settings.ts";
import { serverSettings } from "../shared/server-settings.ts";
import { whole } from "../shared/settings.ts";

/** What a replica is told at its start, in HOLDFAST_SETTINGS. Its databases' URLs are secrets, and elsewhere. */
export const PaymentSettings = z.strictObject({
  ...serverSettings({ port: 50_061, metricsPort: 9465 }),
  /** Connections at most, to each of its two databases. */
  databaseConnections: whole(1, 100).default(10),
  /** How long a payment under way is left to whoever began it. Shorter than the slowest charge, and that is sent twice. */
  leaseMs: whole(1_000, 600_000, "milliseconds").default(10_000),
  /** How often each replica looks for payments that were left behind. */
  resolveEveryMs: whole(10, 60_000, "milliseconds").default(1_000),
});
export type PaymentSettings = z.output<typeof PaymentSettings>;

/** What may change while it runs: the content of `liveSettingsFile`. */
export const PaymentLiveSettings = z.strictObject({ chaos: ChaosSettings.prefault({}) });
export type PaymentLiveSettings = z.output<typeof PaymentLiveSettings>;
