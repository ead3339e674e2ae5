/** How many calls a replica takes, of each client and of all: token buckets, a pure rule and the map that holds them. */
import type { RateLimitSettings, TokenBucketSettings } from "./protection-settings.ts";

/** How many tokens there were at a moment; `atMs` is monotonic. */
type Bucket = { tokens: number; atMs: number };

export type RateDecision = { kind: "admitted" } | { kind: "refused"; by: "client" | "total"; retryDelayMs: number };

export type RateLimitOptions = {
  /** The settings in force at the moment of the call. */
  settings: () => RateLimitSettings;
  /** Monotonic milliseconds. */
  now: () => number;
  /** How many clients are remembered. One that is forgotten starts with a full bucket; the total holds all the same. */
  maxClients?: number;
};

/** Decides on each call of a client; a call that is refused takes nothing from anybody. */
export function rateLimit({ settings, now, maxClients = 10_000 }: RateLimitOptions): (client: string) => RateDecision {
  const clients = new Map<string, Bucket>();
  let total: Bucket | undefined;

  /** A Map keeps its order: who was put in last is forgotten last. */
  function remember(client: string, bucket: Bucket): void {
    clients.delete(client);
    clients.set(client, bucket);
    const [longestAgo] = clients.keys();
    if (clients.size > maxClients && longestAgo !== undefined) clients.delete(longestAgo);
  }

  return (client) => {
    const atMs = now();
    const limits = settings();
    const own = refilled(clients.get(client), limits.perClient, atMs);
    total = refilled(total, limits.total, atMs);
    remember(client, own);
    const ownWaitMs = waitMs(own, limits.perClient);
    const retryDelayMs = Math.max(ownWaitMs, waitMs(total, limits.total));
    if (retryDelayMs > 0) return { kind: "refused", by: ownWaitMs > 0 ? "client" : "total", retryDelayMs };
    own.tokens -= 1;
    total.tokens -= 1;
    return { kind: "admitted" };
  };
}

function refilled(bucket: Bucket | undefined, { ratePerSecond, burst }: TokenBucketSettings, atMs: number): Bucket {
  if (bucket === undefined) return { tokens: burst, atMs };
  return { tokens: Math.min(burst, bucket.tokens + ((atMs - bucket.atMs) * ratePerSecond) / 1_000), atMs };
}

/** Until there is a whole token; 0 if there is one. */
function waitMs({ tokens }: Bucket, { ratePerSecond }: TokenBucketSettings): number {
  // The sum of many parts of a token may be a hair less than the whole.
  return tokens >= 1 - 1e-6 ? 0 : ((1 - tokens) * 1_000) / ratePerSecond;
}
