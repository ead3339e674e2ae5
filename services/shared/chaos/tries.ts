/** Which time a call is made: its caller says, or else the calls with its key are counted. */
import type { Metadata } from "@grpc/grpc-js";

/** The metadata in which a caller says so: any text, as long as it is another each time. */
export const TRY_METADATA = "x-holdfast-try";

/** Keys that are counted at a time; the one not seen for longest is forgotten first. */
const MAX_KEYS = 10_000;

/** Struck keys that are remembered at a time: they come again within seconds, and memory is to stay flat. */
const MAX_STRUCK_KEYS = 2_000;

/** Longer ones are cut: nobody gets to fill our memory. */
const MAX_LENGTH = 64;

/** Tells which try of `key` a call is. */
export type TryOf = (key: string, metadata?: Metadata) => string;

/**
 * Counts what is not said, here alone: so the count has the replica's name in it. Otherwise a call that was struck
 * would be struck again, as the first of its key, by every other replica.
 */
export function countTries(replica: string, maxKeys = MAX_KEYS): TryOf {
  const seen = countKeys(maxKeys);
  return (key, metadata) => {
    const said = metadata?.get(TRY_METADATA)[0];
    if (said !== undefined) return String(said).slice(0, MAX_LENGTH);
    const attempt = `${replica}#${seen.of(key)}`;
    seen.add(key);
    return attempt;
  };
}

/**
 * For calls that are made again only after a fault has struck them: how often one was struck is which try it is. What
 * is never struck, which is nearly all, is not remembered.
 */
export function countStrikes(replica: string, maxKeys = MAX_STRUCK_KEYS) {
  const struck = countKeys(maxKeys);
  return {
    tryOf: ((key) => `${replica}#${struck.of(key)}`) satisfies TryOf,
    /** Is told when a fault has struck `key`. */
    struck: (key: string) => struck.add(key),
  };
}

function countKeys(maxKeys: number) {
  const counts = new Map<string, number>();
  const of = (key: string) => counts.get(key) ?? 0;
  return {
    of,
    add(key: string) {
      const count = of(key);
      counts.delete(key);
      counts.set(key, count + 1);
      const [eldest] = counts.keys();
      if (counts.size > maxKeys && eldest !== undefined) counts.delete(eldest);
    },
  };
}
