/** A file that others read, or that outlives its writer, is written aside and renamed. */
import { renameSync, writeFileSync } from "node:fs";

/**
 * Puts `content` in the place of what is there: a reader sees the old file or the new one and never half of either, and a
 * writer that is killed leaves the old one. Of several writers the last one wins.
 */
export function replaceFile(file: string, content: string | Uint8Array, options: { mode?: number } = {}): void {
  const half = `${file}.${process.pid}.half`;
  writeFileSync(half, content, options);
  renameSync(half, file);
}
