/** For tests: folders that are gone when the test file's process ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const folders: string[] = [];

process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new, empty folder. */
export function testFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "holdfast-test-"));
  folders.push(folder);
  return folder;
}
