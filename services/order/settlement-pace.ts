/** How fast settlement may take orders up: a bucket of places, filled at a steady rate. */

export type Pace = {
  /** Places there are now; whole ones. */
  places(): number;
  /** Takes places that there are. */
  take(count: number): void;
  /** Milliseconds until there is a place; 0 if there is one. */
  waitMs(): number;
};

/** `now` gives monotonic milliseconds. The bucket holds `burst` places at most, and begins full. */
export function paceOf({ ratePerSecond, burst }: { ratePerSecond: number; burst: number }, now: () => number): Pace {
  let level = burst;
  let atMs = now();
  function filled(): number {
    const nowMs = now();
    level = Math.min(burst, level + ((nowMs - atMs) * ratePerSecond) / 1_000);
    atMs = nowMs;
    return level;
  }
  return {
    places: () => Math.floor(filled()),
    take(count) {
      level = filled() - count;
    },
    waitMs: () => Math.ceil((Math.max(0, 1 - filled()) / ratePerSecond) * 1_000),
  };
}
