/** Settings of what stands before a service's methods. The numbers hold for one replica: replicas know nothing of each other's. */
import { z } from "zod";
import { decimal, whole } from "./settings.ts";

/** Who a caller is taken for; client-identity.ts. */
export const ClientIdentitySettings = z.strictObject({
  /** What a gateway tells the client's name in. Only connections without a client certificate are asked for it. */
  metadataKey: z
    .string()
    .regex(
      /^(?!grpc-)[a-z0-9][a-z0-9._-]{0,62}(?<!-bin)$/,
      "must be a metadata key for text: small letters, digits, ., _ and -, no grpc- before it, no -bin behind",
    )
    .default("x-client-id"),
  /** Whether clients without a name are served, as one client that is called "anonymous", or refused. */
  anonymous: z.enum(["allow", "refuse"], 'must be "allow" or "refuse"').default("allow"),
});
export type ClientIdentitySettings = z.output<typeof ClientIdentitySettings>;

/** A bucket that holds `burst` calls and gets `ratePerSecond` new ones each second, parts of one too. */
function tokenBucket(ratePerSecond: number, burst: number) {
  const rule = "must be a number of calls above 0 and up to 1000000";
  return z
    .strictObject({
      ratePerSecond: decimal(z.number(rule).gt(0, rule).max(1_000_000, rule)).default(ratePerSecond),
      burst: whole(1, 1_000_000, "calls").default(burst),
    })
    .prefault({});
}

/** How many calls a replica takes; rate-limit.ts. Clients behind `n` replicas get up to `n` times as much. */
export const RateLimitSettings = z.strictObject({
  perClient: tokenBucket(100, 200),
  total: tokenBucket(1_000, 2_000),
});
export type RateLimitSettings = z.output<typeof RateLimitSettings>;
export type TokenBucketSettings = RateLimitSettings["total"];

/** When a replica has enough to do; load-shedding.ts. */
export const LoadSheddingSettings = z.strictObject({
  /** Calls under way at once. Each kind has its own limit, so that none can crowd out the others. */
  maxReads: whole(1, 100_000, "calls").default(500),
  maxWrites: whole(1, 100_000, "calls").default(500),
  maxWatches: whole(1, 100_000, "streams").default(1_000),
  /** How late the event loop may be on average. Above it writes are refused; above its double, reads and watches too. */
  maxEventLoopDelayMs: whole(1, 60_000, "milliseconds").default(200),
});
export type LoadSheddingSettings = z.output<typeof LoadSheddingSettings>;
