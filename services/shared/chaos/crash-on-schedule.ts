/** The crash of a phase: once in each of its occurrences, for each replica that it strikes. */
import { isDrawn } from "./draw-faults.ts";
import { type FaultInForce, faultsAt } from "./faults-at.ts";
import type { Chaos } from "./strikes-now.ts";

const LOOK_MS = 100;

export type CrashOptions = Chaos & {
  /** When this process began, in milliseconds since the epoch. */
  runningSinceMs: number;
  /** Ends the process. */
  crash: (fault: FaultInForce) => void;
};

/**
 * The crash that is due, if any. A process that began within the occurrence is spared: it is what came after the crash,
 * or a new replica. Where the percentage rises, replicas go down one after another, each when it reaches its draw.
 */
export function crashDue({ settings, nowMs, replica, runningSinceMs }: Omit<CrashOptions, "crash">) {
  const drawn = { seed: settings().seed, key: replica, attempt: "" };
  return faultsAt(settings(), nowMs(), replica).find(
    (fault) => fault.kind === "crash" && runningSinceMs < fault.sinceMs && isDrawn(fault, drawn),
  );
}

/** Looks for it several times a second, until it is closed. A process that survives is asked to end only once. */
export function crashOnSchedule(options: CrashOptions): { close(): void } {
  const timer = setInterval(() => {
    const due = crashDue(options);
    if (!due) return;
    clearInterval(timer);
    options.crash(due);
  }, LOOK_MS).unref();
  return { close: () => clearInterval(timer) };
}
