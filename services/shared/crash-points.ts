/**
 * Points in a service where torture makes its process die at once, as a power failure would: before and after whatever
 * others will see. In production nobody asks for it, and reaching a point is nothing.
 */
import { SettingsError } from "./settings-error.ts";

/** Called where the process may be made to die. A service lists the names of its points in one place. */
export type Reach<Point extends string> = (point: Point) => void;

export type CrashPointOptions<Point extends string> = {
  /** All points of the service. */
  points: readonly Point[];
  /** Which of them are deadly, comma-separated: `NAME` at its first reach, `NAME#3` at its third. "" is none. */
  wanted: string;
  /** Ends the process: see `killed`. */
  crash: (point: Point) => void;
};

/** Throws a SettingsError that names HOLDFAST_CRASH_POINT if a wanted point does not exist. */
export function crashPoints<Point extends string>({ points, wanted, crash }: CrashPointOptions<Point>): Reach<Point> {
  const left = new Map<Point, number>();
  for (const text of wanted.split(",").filter((text) => text !== "")) {
    const [, name, nth = "1"] = /^([\w-]+)(?:#([1-9]\d{0,5}))?$/.exec(text) ?? [];
    const point = points.find((point) => point === name);
    if (point === undefined)
      throw new SettingsError("HOLDFAST_CRASH_POINT", [
        `${JSON.stringify(text)} is not a crash point: use NAME or NAME#N, with one of ${points.join(", ")}`,
      ]);
    left.set(point, Number(nth));
  }
  return (point) => {
    const more = (left.get(point) ?? 0) - 1;
    left.set(point, more);
    if (more === 0) crash(point);
  };
}

/** The same act with a point before it and one after it; what it throws reaches only the first. */
export function between<Point extends string, Args extends unknown[], Result>(
  reach: Reach<Point>,
  before: Point,
  act: (...args: Args) => Promise<Result>,
  after: Point,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    reach(before);
    const result = await act(...args);
    reach(after);
    return result;
  };
}

/** Dies here and now: no handler runs, nothing is flushed. */
export function killed(): void {
  process.kill(process.pid, "SIGKILL");
}
