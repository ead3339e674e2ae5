/**
 * `node torture/soak-cli.ts [--minutes N]`: half of the measured capacity, with chaos, for a while. Exit code 1 if memory
 * grows, anything stays pending, or orders, ledger and processor do not agree afterwards. All samples are in
 * .build/soak/report.json then.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readOptions, readQuantity } from "../sandbox/options.ts";
import { Problem } from "../sandbox/problem.ts";
import { judgeSoak, memoryTrends } from "./soak/judge.ts";
import { soak } from "./soak/soak.ts";

const OPTIONS = { minutes: { type: "string", default: "30" } } as const;
const FOLDER = path.join(import.meta.dirname, "..", ".build", "soak");
const inMiB = (bytes: number) => (bytes / 1024 ** 2).toFixed(2);

try {
  const { minutes } = readOptions("run verify", process.argv.slice(2), OPTIONS);
  const report = await soak({ minutes: readQuantity("minutes", minutes), say: (line) => console.log(line) });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, "report.json"), `${JSON.stringify(report)}\n`);
  const { memory, ...figures } = report;
  console.log(JSON.stringify(figures, undefined, 2));
  for (const { replica, what, firstBytes, lastBytes, slope, error } of memoryTrends(memory))
    console.log(
      `${replica} ${what}: ${inMiB(firstBytes)} to ${inMiB(lastBytes)} MiB, ${inMiB(slope * 3_600)} ± ${inMiB(error * 3_600)} MiB an hour`,
    );
  const problems = judgeSoak(report);
  for (const problem of problems) console.log(`✗ ${problem}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`soak: ${error.message}. ${error.remedy}\n`);
  process.exitCode = 2;
}
