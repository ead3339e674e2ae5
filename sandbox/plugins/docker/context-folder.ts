/** For tests: a folder with the given files, which is gone after the test. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export function contextFolder(t: { after: (end: () => void) => void }, files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "holdfast-context-"));
  t.after(() => rmSync(folder, { recursive: true }));
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
