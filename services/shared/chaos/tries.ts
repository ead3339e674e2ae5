/** Which time a call is made: its caller says, or else the calls with its key are counted. */
import type { Metadata } from "@grpc/grpc-js";

/** The metadata in which a caller says so: any text, as long as it is another each time. */
export const TRY_METADATA = "x-holdfast-try";

/** Keys that are counted at a time; the one not seen for longest is forgotten first. */
const MAX_KEYS = 10_000;

/** Longer ones are cut: nobody gets to fill our memory. */
const MAX_LENGTH = 64;

/** Tells which try of `key` a call is. */
export type TryOf = (key: string, metadata?: Metadata) => string;

/**
 * Counts what is not said, here alone: so the count has the replica's name in it. Otherwise a call that was struck
 * would be struck again, as the first of its key, by every other replica.
 */
export function countTries(replica: string, maxKeys = MAX_KEYS): TryOf {
  const seen = new Map<string, number>();
  return (key, metadata) => {
    const said = metadata?.get(TRY_METADATA)[0];
    if (said !== undefined) return String(said).slice(0, MAX_LENGTH);
    const count = seen.get(key) ?? 0;
    seen.delete(key);
    seen.set(key, count + 1);
    const [eldest] = seen.keys();
    if (seen.size > maxKeys && eldest !== undefined) seen.delete(eldest);
    return `${replica}#${count}`;
  };
}
