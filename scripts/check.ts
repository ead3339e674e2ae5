/** `npm run check`: everything that can be told without running the system. Ends with exit code 1 if one of them fails. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const STEPS: { what: string; command: [string, ...string[]]; remedy: string }[] = [
  { what: "format and lint", command: ["biome", "check", "--error-on-warnings", "."], remedy: "npm run fix" },
  { what: "types", command: ["tsc", "--noEmit"], remedy: "mend the types" },
  { what: "contracts", command: ["buf", "lint", "proto"], remedy: "mend the .proto files" },
  { what: "generated types", command: ["node", "scripts/check-gen.ts"], remedy: "npm run gen" },
  {
    what: "import rules",
    command: ["node", "scripts/check-imports.ts"],
    remedy: "see the rules in scripts/check-imports.ts",
  },
];

let failed = 0;
for (const { what, command, remedy } of STEPS) {
  const started = Date.now();
  const [program, ...args] = command;
  const run = spawnSync(program, args, { cwd: root, encoding: "utf8" });
  const ok = run.status === 0;
  if (!ok) {
    failed++;
    process.stdout.write(`${run.stdout}${run.stderr}${run.error?.message ?? ""}\n`);
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${ok ? "ok  " : "FAIL"} ${what} (${seconds} s)${ok ? "" : `: ${remedy}`}\n`);
}
process.stdout.write(`\ncheck: ${STEPS.length - failed} passed, ${failed} failed\n`);
const results = path.join(root, ".build", "results");
mkdirSync(results, { recursive: true });
writeFileSync(path.join(results, "check.json"), `${JSON.stringify({ passed: STEPS.length - failed, failed })}\n`);
process.exitCode = failed > 0 ? 1 : 0;
