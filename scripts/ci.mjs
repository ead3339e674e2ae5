// Runs the suites one after the other, says what each took, and ends with the line `N passed, N failed`.
// Plain JavaScript: it runs before anything is installed, on whatever Node the machine has.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const results = path.join(root, ".build", "results");
const SUITES = [
  { name: "unit", command: ["test"] },
  { name: "check", command: ["run", "check"] },
  { name: "browser", command: ["run", "test:browser"] },
  { name: "torture", command: ["run", "test:torture"] },
  { name: "differential", command: ["run", "test:differential"] },
  { name: "cluster", command: ["run", "test:cluster"] },
];

rmSync(results, { recursive: true, force: true });
let passed = 0;
let failed = 0;
let skipped = 0;
const rows = [];
for (const { name, command } of SUITES) {
  process.stdout.write(`\n=== npm ${command.join(" ")}\n`);
  const started = Date.now();
  const run = spawnSync("npm", ["--silent", ...command], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  const seconds = Math.round((Date.now() - started) / 1000);
  let counts;
  try {
    counts = JSON.parse(readFileSync(path.join(results, `${name}.json`), "utf8"));
  } catch {
    counts = { passed: 0, failed: 0, skipped: 0 };
  }
  // A suite that failed without a failed test (it crashed, or counted nothing) is a failure all the same.
  if ((run.status !== 0 || counts.passed === 0) && counts.failed === 0) counts.failed = 1;
  passed += counts.passed;
  failed += counts.failed;
  skipped += counts.skipped ?? 0;
  rows.push(
    `${name.padEnd(13)} ${String(counts.passed).padStart(5)} passed ${String(counts.failed).padStart(3)} failed  ${seconds} s`,
  );
}
process.stdout.write(
  `\n${rows.join("\n")}\n\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`,
);
process.exit(failed > 0 ? 1 : 0);
