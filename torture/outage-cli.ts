/**
 * `node torture/outage-cli.ts [--seconds N]`: Order's database is killed for so long under load, and in a second run silent
 * for so long. Exit code 1 if an order is lost, or placings are not answered UNAVAILABLE in time.
 */
import { readOptions, readQuantity } from "../sandbox/options.ts";
import { Problem } from "../sandbox/problem.ts";
import { figuresOf, judgeOutage } from "./outage/judge.ts";
import { outage } from "./outage/outage.ts";

const OPTIONS = { seconds: { type: "string", default: "30" } } as const;

try {
  const seconds = readQuantity("seconds", readOptions("run verify", process.argv.slice(2), OPTIONS).seconds);
  for (const loss of ["killed", "silent"] as const) {
    const result = await outage({ loss, seconds });
    console.log(`${loss} for ${seconds} s: ${JSON.stringify(figuresOf(result))}`);
    const problems = judgeOutage(result);
    for (const problem of problems) console.log(`✗ ${problem}`);
    console.log(`${problems.length} violations`);
    if (problems.length > 0) process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`outage: ${error.message}. ${error.remedy}\n`);
  process.exitCode = 2;
}
process.exit();
