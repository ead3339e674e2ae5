/**
 * Faults that a service like this could have, to prove that torture and its checker would find them. Each is a change of
 * a few words in a copy of the sources; words that are no longer there are an error, so that no bug is forgotten.
 */
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

export type Bug = {
  name: string;
  /** What somebody had in mind. */
  story: string;
  edits: { file: string; from: string; to: string }[];
};

export const BUGS: readonly Bug[] = [];

/** Copies what the services are built from into a folder, with the bug in it. */
export function copyWithBug(root: string, bug: Bug, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["services", "proto", "package.json"])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  for (const { file, from, to } of bug.edits) {
    const source = readFileSync(path.join(folder, file), "utf8");
    const parts = source.split(from);
    if (parts.length !== 2)
      throw new Error(
        `the bug ${bug.name} does not fit: ${file} has ${parts.length - 1} times ${JSON.stringify(from)}`,
      );
    writeFileSync(path.join(folder, file), parts.join(to));
  }
}
