/** Looks until something is so, the time is up, or the engine cancels. Time is passed in. */
import type { Readiness } from "./readiness.ts";

export type Clock = {
  /** Milliseconds; only differences count. */
  now: () => number;
  /** Ends early, without an error, when the signal is aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

export type Wait = {
  look: () => Promise<Readiness>;
  timeoutMs: number;
  clock: Clock;
  signal: AbortSignal;
  /** Hears each status that differs from the one before. */
  tell: (status: string) => void;
};

export type Waited = { end: "ready" } | { end: "timeout" | "cancelled"; problems: string[] };

const POLL_MS = 400;
/** An API server that restarts is forgiven for this long. */
const FORGIVEN_ERRORS = 5;

export async function waitUntilReady({ look, timeoutMs, clock, signal, tell }: Wait): Promise<Waited> {
  const deadline = clock.now() + timeoutMs;
  let told = "";
  let errors = 0;
  let problems: string[] = [];
  for (;;) {
    try {
      const readiness = await look();
      errors = 0;
      if (readiness.status !== undefined && readiness.status !== told) {
        told = readiness.status;
        tell(told);
      }
      if (readiness.state === "ready") return { end: "ready" };
      problems = readiness.problems;
    } catch (error) {
      errors++;
      if (errors > FORGIVEN_ERRORS) throw error;
    }
    if (signal.aborted) return { end: "cancelled", problems };
    if (clock.now() >= deadline) return { end: "timeout", problems };
    await clock.sleep(Math.min(POLL_MS, deadline - clock.now()), signal);
  }
}
