/** Work that begins at a steady rate, however long what was begun before takes: a slow system gets no less of it. */
import { setTimeout as delay } from "node:timers/promises";

export type OpenLoopOptions = {
  ratePerSecond: number;
  /** Asked before each begin. */
  isOver: () => boolean;
  /** `dueMs`: when it should begin. Its time counts from there, since waiting for a busy machine is waiting too. */
  begin: (dueMs: number) => Promise<void>;
  /** Monotonic milliseconds. */
  now?: () => number;
  wait?: (ms: number) => Promise<unknown>;
};

/** Resolves, when it is over and all that was begun has ended, to how much that was. */
export async function openLoop({
  ratePerSecond,
  isOver,
  begin,
  now = () => performance.now(),
  wait = (ms) => delay(ms),
}: OpenLoopOptions): Promise<number> {
  const startedMs = now();
  const underWay = new Set<Promise<void>>();
  let begun = 0;
  for (; !isOver(); begun++) {
    const dueMs = startedMs + (begun * 1_000) / ratePerSecond;
    const waitMs = dueMs - now();
    if (waitMs > 0) await wait(waitMs);
    const work: Promise<void> = begin(dueMs).finally(() => underWay.delete(work));
    underWay.add(work);
  }
  await Promise.all(underWay);
  return begun;
}
