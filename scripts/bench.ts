/** `npm run bench [-- NAME]`: runs the benchmarks in bench/, one after the other; each prints ratios within its own run. */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const names = globSync("bench/*.bench.ts", { cwd: root })
  .map((file) => path.basename(file, ".bench.ts"))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`holdfast: there is no benchmark "${unknown.join('", "')}"; there are ${names.join(", ")}\n`);
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : names) {
  const run = spawnSync(process.execPath, [path.join("bench", `${name}.bench.ts`)], { cwd: root, stdio: "inherit" });
  if (run.status !== 0) process.exitCode = 1;
}
