/** How many orders were pending at an instant, and since when: from the order book at the end, or else from samples. */
import type { Run } from "./run.ts";

export type Backlog = { atMs: number; pending: number; oldestMs: number };

/** One point each `everyMs`; none where nothing tells. */
export function backlogOf({ orders, samples, endMs }: Run, everyMs = 250): Backlog[] {
  if (!orders)
    return samples.flatMap(({ atMs, pending, oldestSeconds }) =>
      pending === undefined ? [] : [{ atMs, pending, oldestMs: 1_000 * (oldestSeconds ?? 0) }],
    );
  const points: Backlog[] = [];
  for (let atMs = 0; atMs <= endMs; atMs += everyMs) {
    let pending = 0;
    let oldestMs = 0;
    for (const [index, placedMs] of orders.placedMs.entries()) {
      const settledMs = orders.settledMs[index];
      if (placedMs > atMs || (settledMs !== null && settledMs !== undefined && settledMs <= atMs)) continue;
      pending++;
      oldestMs = Math.max(oldestMs, atMs - placedMs);
    }
    points.push({ atMs, pending, oldestMs });
  }
  return points;
}

/** When the last order that was pending at `atMs` was settled; undefined if one never was, or nothing tells. */
export function lastSettled({ orders }: Run, atMs: number): { count: number; settledMs: number } | undefined {
  if (!orders) return undefined;
  const ends = orders.placedMs.flatMap((placedMs, index) => {
    const endedMs = orders.settledMs[index] ?? Number.POSITIVE_INFINITY;
    if (placedMs > atMs || endedMs <= atMs) return [];
    // What was left to a person waits no more, and nothing has come of it either.
    return [orders.status[index] === "needs-review" ? Number.POSITIVE_INFINITY : endedMs];
  });
  const settledMs = ends.reduce((one, other) => Math.max(one, other), atMs);
  return Number.isFinite(settledMs) ? { count: ends.length, settledMs } : undefined;
}
