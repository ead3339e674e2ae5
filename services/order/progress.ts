/** Work on an order that goes on whoever waits for it, and answers that do not wait for longer than their caller. */
import type { Listed } from "./orders.ts";

/** An order as it is now, and `soon` as it will be when the work on it has ended, which never rejects. */
export type Progress = { now: Listed; soon: Promise<Listed> };

/** Before the caller's deadline is over: its request took a while to get here, and so will the answer. */
const ANSWER_MARGIN_MS = 100;

/** What `soon` resolves to, or what `instead` gives if the caller stops waiting before. `deadlineAtMs` is of `Date.now()`. */
export async function inTime<T>(deadlineAtMs: number, soon: Promise<T>, instead: () => T): Promise<T> {
  const leftMs = deadlineAtMs - ANSWER_MARGIN_MS - Date.now();
  // A timer can wait for 24.8 days at most, and fires at once if it is told more.
  if (leftMs > 2_147_483_647) return soon;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), leftMs);
  });
  try {
    const first = await Promise.race([soon.then((value) => ({ value })), late]);
    return first ? first.value : instead();
  } finally {
    clearTimeout(timer);
  }
}
