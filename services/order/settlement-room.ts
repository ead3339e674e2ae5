/** How much settlement may do now, given the breaker: the rule, without the doing. */
import type { State } from "./breaker/policy.ts";

/** Calls of settlement in half-open at a time: the other trials are for live orders. */
const MOST_TRIALS = 1;

/**
 * How many more orders may be taken up. `free`: as many as its pace and its concurrency allow, or fewer than none; `trials`: its
 * calls under way that began in half-open.
 */
export function roomFor(breaker: State, { free, trials }: { free: number; trials: number }): number {
  switch (breaker) {
    case "closed":
      return Math.max(0, free);
    case "half-open":
      return Math.max(0, Math.min(free, MOST_TRIALS - trials));
    case "open":
      return 0;
  }
}

/**
 * Whether an order that was taken up still gets its call, since the breaker may have changed in between. An open one refuses by itself.
 */
export function mayCall(breaker: State, trials: number): boolean {
  return breaker !== "half-open" || trials < MOST_TRIALS;
}
