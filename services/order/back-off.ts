/** When an order is due next, in milliseconds from now. */
import type { SettlementSettings } from "./settlement-settings.ts";
import type { Due } from "./transition.ts";

/** While the breaker is open, what is due is not even looked at: so this need not be as long as it stays open. */
const AFTER_BREAKER_MS = 1_000;

/** `random` gives numbers in [0, 1). */
export function delayMs(
  due: Due,
  settings: Pick<SettlementSettings, "backOffBaseMs" | "backOffCapMs">,
  random: () => number,
): number {
  switch (due.kind) {
    case "at-once":
    case "never":
      return 0;
    case "after-breaker":
      return AFTER_BREAKER_MS;
    case "back-off":
      return fullJitterMs(due.tries, settings.backOffBaseMs, settings.backOffCapMs, random);
  }
}

/**
 * Exponential back-off with full jitter: anything up to the exponential limit, so that what failed together does not
 * come again together. After M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. `tries` is 1 or more.
 */
export function fullJitterMs(tries: number, baseMs: number, capMs: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** (tries - 1));
}
