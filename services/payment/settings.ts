/** What Payment is started with, and what it takes over while it runs. */
import { z } from "zod";
import { serverSettings } from "../shared/server-settings.ts";
import { ChaosSettings } from "./chaos-settings.ts";

export const PaymentSettings = z.strictObject(serverSettings(50_061, 9465));
export type PaymentSettings = z.output<typeof PaymentSettings>;

export const PaymentLiveSettings = z.strictObject({ chaos: ChaosSettings.prefault({}) });
export type PaymentLiveSettings = z.output<typeof PaymentLiveSettings>;
