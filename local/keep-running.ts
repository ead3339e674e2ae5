/** Keeps something running: when it ends unasked it is started again, after a pause that grows while it keeps ending. */
import { setTimeout as delay } from "node:timers/promises";
import { reasonOf } from "../sandbox/problem.ts";

/** What can end by itself, or be ended. */
export type Running = { pid: number; exited: Promise<unknown> };

export type Kept<T extends Running> = {
  /** The present one, also while it is down and about to be started again. */
  current(): T;
  /** Ends it for good: no new one is started, and what runs is stopped by `how`. */
  stop(how: (running: T) => void): Promise<void>;
};

export type KeepOptions<T extends Running> = {
  name: string;
  start: () => Promise<T>;
  /** How it ended, in a word or two. */
  describe: (running: T) => Promise<string>;
  say: (line: string) => void;
  /** What ran this long is taken to be well: the pause is short again. */
  wellAfterMs?: number;
  shortestPauseMs?: number;
};

const LONGEST_PAUSE_MS = 10_000;

/** Starts it; rejects if the first start fails. */
export async function keepRunning<T extends Running>({
  name,
  start,
  describe,
  say,
  wellAfterMs = 30_000,
  shortestPauseMs = 250,
}: KeepOptions<T>): Promise<Kept<T>> {
  const stopped = new AbortController();
  let current = await start();

  async function watch(): Promise<void> {
    let pauseMs = shortestPauseMs;
    while (!stopped.signal.aborted) {
      const started = performance.now();
      const how = await describe(current);
      if (stopped.signal.aborted) return;
      if (performance.now() - started > wellAfterMs) pauseMs = shortestPauseMs;
      say(`${name} ended (${how}); started again in ${pauseMs / 1000} s`);
      await startAgain(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  async function startAgain(firstPauseMs: number): Promise<void> {
    for (let pauseMs = firstPauseMs; !stopped.signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      await delay(pauseMs, undefined, { signal: stopped.signal }).catch(() => {});
      if (stopped.signal.aborted) return;
      try {
        current = await start();
        say(`${name} runs again (process ${current.pid})`);
        return;
      } catch (error) {
        say(`${name} does not start: ${reasonOf(error)}`);
      }
    }
  }

  const watching = watch();
  return {
    current: () => current,
    async stop(how) {
      stopped.abort();
      const known = current;
      how(known);
      await watching;
      // A start that was under way has come to its end after all.
      if (current !== known) how(current);
      await current.exited;
    },
  };
}
