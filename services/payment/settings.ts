/** The settings of Payment. `{}` is a Payment on this machine, without chaos. */
import { z } from "zod";
import { serverSettings } from "../shared/server-settings.ts";
import { ChaosSettings } from "./chaos-settings.ts";

/** What a replica is told at its start, in HOLDFAST_SETTINGS. */
export const PaymentSettings = z.strictObject(serverSettings({ port: 50_061, metricsPort: 9465 }));
export type PaymentSettings = z.output<typeof PaymentSettings>;

/** What may change while it runs: the content of `liveSettingsFile`. */
export const PaymentLiveSettings = z.strictObject({ chaos: ChaosSettings.prefault({}) });
export type PaymentLiveSettings = z.output<typeof PaymentLiveSettings>;
