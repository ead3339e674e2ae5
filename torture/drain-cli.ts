/**
 * `node torture/drain-cli.ts [--rounds N] [--backlog N] [--rate N]`: after an outage of Payment a backlog settles while
 * live orders come in. Exit code 1 if a breaker opens in that time, or live orders suffer more than they may.
 */
import { readOptions, readQuantity } from "../sandbox/options.ts";
import { Problem } from "../sandbox/problem.ts";
import { drain } from "./drain/drain.ts";
import { figuresOf, judgeDrain } from "./drain/judge.ts";

const OPTIONS = {
  rounds: { type: "string", default: "5" },
  backlog: { type: "string", default: "5000" },
  rate: { type: "string", default: "40" },
} as const;

try {
  const given = readOptions("verify drain", process.argv.slice(2), OPTIONS);
  const backlog = readQuantity("backlog", given.backlog);
  const rounds = await drain({
    backlog,
    rounds: readQuantity("rounds", given.rounds),
    ratePerSecond: readQuantity("rate", given.rate),
    say: (line) => console.log(line),
  });
  const { withBacklogP99Ms, withoutP99Ms, times } = figuresOf(rounds);
  console.log(
    `p99 of live orders, median of ${rounds.length} rounds: ${withBacklogP99Ms.toFixed(1)} ms beside a backlog of ${backlog}, ${withoutP99Ms.toFixed(1)} ms without: ${times.toFixed(2)} times`,
  );
  const problems = judgeDrain(rounds, backlog);
  for (const problem of problems) console.log(`✗ ${problem}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`drain: ${error.message}. ${error.remedy}\n`);
  process.exitCode = 2;
}
