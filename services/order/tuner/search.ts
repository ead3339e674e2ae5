/**
 * Looks for the settings of least cost on a grid, without going through all of it: from several starts, one setting at
 * a time takes its best value, until none of them helps.
 */

import { seeded } from "../breaker/seeded.ts";
import { BreakerSettings } from "../breaker/settings.ts";

/** A place on the grid: what is searched over. `rolling` stands for a window in ten buckets. */
type Place = {
  failureRatio: number;
  minRequests: number;
  intervalMs: number;
  rolling: number;
  openMs: number;
  maxRequests: number;
};

export type Grid = Readonly<Record<keyof Place, readonly number[]>>;

export const GRID: Grid = {
  failureRatio: [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
  minRequests: [3, 5, 10, 20, 50, 100],
  intervalMs: [2_000, 5_000, 10_000, 30_000, 60_000],
  rolling: [0, 1],
  openMs: [2_000, 5_000, 10_000, 30_000, 60_000],
  maxRequests: [1, 2, 3, 5, 10],
};

const KEYS = ["failureRatio", "minRequests", "intervalMs", "rolling", "openMs", "maxRequests"] as const;

export type Evaluated<S> = { settings: BreakerSettings; result: S };

export type SearchOptions<S> = {
  /** What is not searched over stays as it is here. */
  present: BreakerSettings;
  evaluate: (settings: BreakerSettings) => S;
  cost: (result: S) => number;
  seed: number;
  grid?: Grid;
  starts?: number;
};

/** Everything that was tried, the best first. Places that make no legal settings are passed over. */
export function search<S>({
  present,
  evaluate,
  cost,
  seed,
  grid = GRID,
  starts = 6,
}: SearchOptions<S>): Evaluated<S>[] {
  const tried = new Map<string, Evaluated<S> | undefined>();
  const costAt = (place: Place): number => {
    const key = JSON.stringify(place);
    if (!tried.has(key)) {
      const settings = settingsAt(place, present);
      tried.set(key, settings && { settings, result: evaluate(settings) });
    }
    const evaluated = tried.get(key);
    return evaluated ? cost(evaluated.result) : Number.POSITIVE_INFINITY;
  };

  const { pick } = seeded(seed);
  for (let start = 0; start < starts; start++) {
    let place = start === 0 ? nearest(present, grid) : somewhere(grid, pick);
    for (let better = true; better; ) {
      better = false;
      for (const key of KEYS)
        for (const value of grid[key]) {
          const other = { ...place, [key]: value };
          if (costAt(other) >= costAt(place)) continue;
          place = other;
          better = true;
        }
    }
  }
  return best(
    [...tried.values()].filter((each) => each !== undefined),
    cost,
  );
}

/** Every place of the grid, the best first. */
export function searchAll<S>({ present, evaluate, cost, grid = GRID }: Omit<SearchOptions<S>, "seed">): Evaluated<S>[] {
  let places: Partial<Place>[] = [{}];
  for (const key of KEYS) places = places.flatMap((place) => grid[key].map((value) => ({ ...place, [key]: value })));
  const legal = places.map((place) => settingsAt({ ...nearest(present, grid), ...place }, present));
  return best(
    legal.filter((settings) => settings !== undefined).map((settings) => ({ settings, result: evaluate(settings) })),
    cost,
  );
}

function settingsAt({ rolling, ...place }: Place, present: BreakerSettings): BreakerSettings | undefined {
  const bucketMs = rolling ? place.intervalMs / 10 : 0;
  return BreakerSettings.safeParse({ ...present, ...place, bucketMs }).data;
}

function nearest(present: BreakerSettings, grid: Grid): Place {
  const near = (key: keyof Place, wanted: number) =>
    grid[key].reduce((best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best));
  return {
    failureRatio: near("failureRatio", present.failureRatio),
    minRequests: near("minRequests", present.minRequests),
    intervalMs: near("intervalMs", present.intervalMs || Number.MAX_SAFE_INTEGER),
    rolling: near("rolling", present.bucketMs > 0 ? 1 : 0),
    openMs: near("openMs", present.openMs),
    maxRequests: near("maxRequests", present.maxRequests),
  };
}

function somewhere(grid: Grid, pick: ReturnType<typeof seeded>["pick"]): Place {
  const any = (key: keyof Place) => pick([grid[key][0] ?? 0, ...grid[key].slice(1)]);
  return {
    failureRatio: any("failureRatio"),
    minRequests: any("minRequests"),
    intervalMs: any("intervalMs"),
    rolling: any("rolling"),
    openMs: any("openMs"),
    maxRequests: any("maxRequests"),
  };
}

const best = <S>(evaluated: Evaluated<S>[], cost: (result: S) => number) =>
  evaluated.sort((a, b) => cost(a.result) - cost(b.result));
