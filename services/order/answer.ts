/** Answers in time, whatever the order book does: its outages become statuses, and what takes too long goes on by itself. */
import { errorInfo, retryInfo } from "../shared/error-details.ts";
import type { Log } from "../shared/log.ts";
import { CommitUnknown, DatabaseUnavailable } from "../shared/postgres/database.ts";
import { RpcError } from "../shared/rpc-error.ts";
import type { WorkUnderWay } from "../shared/under-way.ts";
import type { Listed } from "./orders.ts";
import { inTime, type Progress } from "./progress.ts";

export type AnswerOptions = {
  /** Where work is noted that may outlast its caller. */
  underWay: WorkUnderWay;
  /** How much of it there may be: no client bounds it. */
  mostUnderWay: () => number;
  /** How long an answer waits for a call to Payment, if its caller has the patience. */
  patienceMs: () => number;
  log: Log;
};

/** Until when a client had better wait before it asks again. */
const RETRY_MS = 1_000;

export function answering({ underWay, mostUnderWay, patienceMs, log }: AnswerOptions) {
  /** What the book says; or UNAVAILABLE, which says `unsure` where it may have done what was asked for. */
  async function inTimeFrom<T>(deadlineAtMs: number, asked: Promise<T>, unsure: string): Promise<T> {
    const late = () => {
      throw unavailable(`the order book has not answered in time${unsure}`);
    };
    try {
      return await inTime(deadlineAtMs, asked, late);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable || error instanceof CommitUnknown)) throw error;
      const cause = error.cause instanceof Error ? error.cause.message : undefined;
      log.warn({ reason: error.message, cause }, "a call could not be served without the order book");
      if (error instanceof CommitUnknown) throw unavailable(`the order book's answer was lost${unsure}`);
      throw unavailable("the order book cannot be reached, and nothing was done");
    }
  }

  return {
    fromReading: <T>(deadlineAtMs: number, read: Promise<T>) => inTimeFrom(deadlineAtMs, read, ""),

    /** What is written goes on when its caller is gone, so there must be room for it. */
    async fromWriting<T>(deadlineAtMs: number, write: () => Promise<T>): Promise<T> {
      if (underWay.size >= mostUnderWay()) throw overloaded();
      return inTimeFrom(deadlineAtMs, underWay.track(write()), ", and it may have done what was asked for");
    },

    /** The order when the work on it has ended; or as it is now, if its caller has waited for long enough. */
    whenDone(deadlineAtMs: number, { now, soon }: Progress): Promise<Listed> {
      return inTime(Math.min(deadlineAtMs, Date.now() + patienceMs()), soon, () => now);
    },
  };
}

function unavailable(why: string): RpcError {
  return new RpcError("UNAVAILABLE", `${why}: ask again, and for an order with the same idempotency_key`, {
    details: [errorInfo("ORDER_BOOK_UNAVAILABLE"), retryInfo(RETRY_MS)],
  });
}

function overloaded(): RpcError {
  const message = "too many charges are under way at this replica: nothing was done, try again later";
  return new RpcError("RESOURCE_EXHAUSTED", message, {
    details: [errorInfo("CHARGES_UNDER_WAY"), retryInfo(RETRY_MS)],
  });
}
