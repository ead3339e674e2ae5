/** How late the event loop is: what every call waits before anything is done for it. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { App } from "./lifecycle.ts";

const RESOLUTION_MS = 10;
const WINDOW_MS = 500;

/** `read` gives milliseconds. */
export type EventLoopDelay = App & { read(): number };

/** The mean of the last half second; a single long pause weighs little in it. */
export function eventLoopDelay(): EventLoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let delayMs = 0;
  const window = setInterval(() => {
    // What Node records is the time from one tick of its timer to the next, so an idle loop has its resolution.
    if (histogram.count > 0) delayMs = Math.max(0, histogram.mean / 1e6 - RESOLUTION_MS);
    histogram.reset();
  }, WINDOW_MS).unref();
  return {
    read: () => delayMs,
    async close() {
      clearInterval(window);
      histogram.disable();
    },
  };
}
