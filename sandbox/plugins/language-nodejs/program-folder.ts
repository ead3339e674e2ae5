/** For tests: a program whose SDK is no more than the given modules, such as { "cmd/run": "process.exit(3)" }. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { testFolder } from "../../../services/shared/test-folder.ts";

export function programFolder(sdk: Record<string, string>): string {
  const folder = testFolder();
  for (const [module, script] of Object.entries(sdk)) {
    const home = path.join(folder, "node_modules/@pulumi/pulumi", module);
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, "index.js"), script);
  }
  return folder;
}
