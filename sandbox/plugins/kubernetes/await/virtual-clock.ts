/** For tests: time that passes only by sleeping, and at once. */
import type { Clock } from "./wait.ts";

export function virtualClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      await new Promise(setImmediate);
    },
  };
}
