/** A file that stands in two places, as one on disk where both are on the same file system. */
import { copyFileSync, linkSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

/** Puts `from` in the place of what is at `to`, as a whole; safe while a program that stands there runs. */
export function linkFile(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  const half = `${to}.${process.pid}.half`;
  rmSync(half, { force: true });
  try {
    linkSync(from, half);
  } catch {
    copyFileSync(from, half);
  }
  renameSync(half, to);
  // rename(2) leaves both names where they are links to one file already.
  rmSync(half, { force: true });
}
