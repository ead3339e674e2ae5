/** For tests: a folder with the given files. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { testFolder } from "../../../services/shared/test-folder.ts";

export function contextFolder(files: Record<string, string>): string {
  const folder = testFolder();
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    if (content.startsWith("-> ")) symlinkSync(content.slice(3), file);
    else {
      writeFileSync(file, content);
      chmodSync(file, 0o644);
    }
  }
  return folder;
}
