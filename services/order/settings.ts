/** What Order is started with, and what it takes over while it runs. */
import { z } from "zod";
import { serverSettings } from "../shared/server-settings.ts";
import { decimal } from "../shared/settings.ts";
import { BreakerSettings } from "./breaker/settings.ts";

const priceRange = "must be a whole number of minor units (cents) from 1 to 1000000000";
const priceMinor = decimal(z.int(priceRange).min(1, priceRange).max(1_000_000_000, priceRange));

/** What can be ordered: product id → unit price in minor units of one currency. */
export const Catalogue = z.strictObject({
  currencyCode: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be a currency's three letters (ISO 4217), like EUR")
    .default("EUR"),
  unitPricesMinor: z
    .record(
      z.string().regex(/^[\w.-]{1,64}$/, "must be 1 to 64 letters, digits, dots, dashes or underscores"),
      priceMinor,
    )
    .refine((prices) => Object.keys(prices).length > 0, "must name at least one product, or nothing can be ordered")
    .default({ "espresso-beans": 1_450, grinder: 18_900, "espresso-machine": 64_900 }),
});
export type Catalogue = z.output<typeof Catalogue>;

export const OrderSettings = z.strictObject({
  ...serverSettings(50_051, 9464),
  /** Where Payment is, as a gRPC target (grpc.io, "Custom Name Resolution"). */
  payment: z.strictObject({ target: z.string().min(1).default("dns:///127.0.0.1:50061") }).prefault({}),
  catalogue: Catalogue.prefault({}),
});
export type OrderSettings = z.output<typeof OrderSettings>;

export const OrderLiveSettings = z.strictObject({ breaker: BreakerSettings.prefault({}) });
export type OrderLiveSettings = z.output<typeof OrderLiveSettings>;
