/** The settings of Order. `{}` is an Order on this machine that charges through a Payment on this machine. */
import { z } from "zod";
import { ChaosSettings } from "../shared/chaos/chaos-settings.ts";
import { ClientIdentitySettings, LoadSheddingSettings, RateLimitSettings } from "../shared/protection-settings.ts";
import { serverSettings } from "../shared/server-settings.ts";
import { whole } from "../shared/settings.ts";
import { BreakerSettings } from "./breaker/settings.ts";
import { EjectionSettings } from "./ejection-settings.ts";
import { SettlementSettings } from "./settlement-settings.ts";

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));

/** What can be ordered: the price of one piece in minor units, by product id. */
export const Catalogue = z.strictObject({
  currencyCode: z
    .string()
    .refine((code) => CURRENCIES.has(code), "must be an ISO 4217 currency code in capitals, like EUR")
    .default("EUR"),
  unitPricesMinor: z
    .record(
      z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, "must be a product id: 1 to 64 letters, digits, _, . and -"),
      // 10^12 minor units leave room for quantities: a total is refused above 2^53 - 1.
      whole(1, 1_000_000_000_000, "minor units (cents)"),
    )
    .refine((prices) => Object.keys(prices).length > 0, "must hold a product at least, or nothing can be ordered")
    .default({ "espresso-beans": 1_450, grinder: 18_900, "espresso-machine": 64_900 }),
});
export type Catalogue = z.output<typeof Catalogue>;

/** What a replica is told at its start, in HOLDFAST_SETTINGS. */
export const OrderSettings = z.strictObject({
  ...serverSettings({ port: 50_051, metricsPort: 9464 }),
  /** Where Payment is, as a gRPC target. */
  payment: z
    .strictObject({
      target: z
        .string()
        .regex(/^((dns|ipv4|ipv6|unix):\S+|[^\s/:]+:\d+)$/, "must be a gRPC target, like dns:///payment.example:50051")
        .default("dns:///127.0.0.1:50061"),
    })
    .prefault({}),
  ejection: EjectionSettings.prefault({}),
  catalogue: Catalogue.prefault({}),
  /** To the order book, at most. */
  databaseConnections: whole(1, 100, "connections").default(10),
  settlement: SettlementSettings.prefault({}),
  clientIdentity: ClientIdentitySettings.prefault({}),
  /** A file that the record of each charge is appended to (breaker/call-event.ts), or "-" for standard output. */
  eventsFile: z.string().min(1, 'must be a path or "-", or left out').optional(),
});
export type OrderSettings = z.output<typeof OrderSettings>;

/** What may change while it runs: the content of `liveSettingsFile`. */
export const OrderLiveSettings = z.strictObject({
  breaker: BreakerSettings.prefault({}),
  rateLimit: RateLimitSettings.prefault({}),
  loadShedding: LoadSheddingSettings.prefault({}),
  /** What is being done to Payment: it goes into the records of calls, and nowhere else. */
  chaos: ChaosSettings.prefault({}),
});
export type OrderLiveSettings = z.output<typeof OrderLiveSettings>;
