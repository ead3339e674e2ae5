/** For tests: a folder with the given files. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { testFolder } from "../../../services/shared/test-folder.ts";

export function contextFolder(files: Record<string, string>): string {
  const folder = testFolder();
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}
