/** Goes on with payments that their owners left behind: in every replica, so that it needs nobody to ask again. */
import { setTimeout as delay } from "node:timers/promises";
import type { App } from "../shared/lifecycle.ts";
import type { Log } from "../shared/log.ts";
import { CommitUnknown, DatabaseUnavailable } from "../shared/postgres/database.ts";
import type { Payments } from "./payments.ts";

/** At once; fewer than there are connections, so that live calls have some. */
const BATCH = 5;

export type ResolverOptions = { payments: Pick<Payments, "takeOver">; everyMs: number; log: Log };

/** `close` resolves when what it is at has ended. */
export function startResolver({ payments, everyMs, log }: ResolverOptions): App {
  const closing = new AbortController();
  const { signal } = closing;

  async function run() {
    while (!signal.aborted) {
      const isMore = await round();
      if (!isMore) await delay(everyMs, undefined, { signal }).catch(() => {});
    }
  }

  /** Whether there may be more that can be done at once. */
  async function round(): Promise<boolean> {
    try {
      const results = await payments.takeOver(BATCH);
      if (results.length > 0) log.info({ payments: results.length }, "went on with payments that were left behind");
      for (const result of results) if (result.status === "rejected") failed(result.reason);
      return results.length === BATCH && results.every(({ status }) => status === "fulfilled");
    } catch (error) {
      failed(error);
      return false;
    }
  }

  function failed(error: unknown) {
    const message = "a payment is still left behind: it is tried again once its lease is over";
    if (error instanceof DatabaseUnavailable || error instanceof CommitUnknown || signal.aborted)
      log.warn({ reason: error instanceof Error ? error.message : error }, message);
    else log.error({ err: error }, message);
  }

  const running = run();
  return {
    close() {
      closing.abort();
      return running;
    },
  };
}
