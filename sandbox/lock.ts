/** A file that says who is at work. Its owner may be killed: a lock whose owner is gone is taken over. */
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isSameProcess, markOf, type ProcessMark } from "./process.ts";

/** `release`, or the process that holds it. Two that find the same dead owner in the same instant may both get it. */
export type Lock = { release(): void } | { owner: ProcessMark };

export function tryLock(file: string): Lock {
  const own = `${file}.${process.pid}`;
  // Written first and then linked, so that a lock is never seen without its owner.
  writeFileSync(own, JSON.stringify(markOf(process.pid)));
  try {
    if (links(own, file)) return { release: () => rmSync(file, { force: true }) };
    const owner = lockOwner(file);
    if (owner) return { owner };
    rmSync(file, { force: true });
    return tryLock(file);
  } finally {
    rmSync(own, { force: true });
  }
}

/** The living process that holds the lock. */
export function lockOwner(file: string): ProcessMark | undefined {
  try {
    const mark = JSON.parse(readFileSync(file, "utf8")) as ProcessMark;
    return isSameProcess(mark) ? mark : undefined;
  } catch {
    return undefined;
  }
}

function links(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
