/** `npm run torture`: rounds of faults and their verdict, or the verdict on earlier ones again. */
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { Problem, reasonOf } from "../sandbox/problem.ts";
import { BUGS, copyWithBug } from "./bugs.ts";
import { check } from "./check.ts";
import { cover, newCoverage } from "./coverage.ts";
import { readHistory } from "./history.ts";
import { HELP, readTortureOptions, type TortureChoice } from "./options.ts";
import { describeRound, verdict } from "./report.ts";
import { type RunResult, run } from "./run.ts";

const ROOT = path.join(import.meta.dirname, "..");

const say = (text: string) => void process.stdout.write(`${text}\n`);

async function main(args: string[]): Promise<number> {
  const choice = readTortureOptions(args, () => randomBytes(4).toString("hex"));
  if (choice.kind === "help") {
    say(HELP);
    return 0;
  }
  const result = choice.kind === "check" ? checkAgain(choice.folder) : await torture(choice);
  const { text, good } = verdict(result);
  say(text);
  return good ? 0 : 1;
}

async function torture({ seed, first, rounds, history, bug: name }: Extract<TortureChoice, { kind: "run" }>) {
  const folder = path.resolve(history ?? path.join(ROOT, ".build", "torture", seed));
  say(`Seed ${seed}, ${rounds} rounds; histories and logs in ${folder}`);
  let root = ROOT;
  const bug = BUGS.find((bug) => bug.name === name);
  if (bug) {
    root = path.join(folder, "sources");
    copyWithBug(ROOT, bug, root);
    say(`With a bug on purpose: ${bug.story}`);
  }
  let interrupted = false;
  process.once("SIGINT", () => {
    interrupted = true;
    say("The present round is the last one; Ctrl-C again ends at once.");
    process.once("SIGINT", () => process.exit(130));
  });
  return run({
    root,
    seed,
    first,
    rounds,
    folder,
    enough: () => interrupted,
    onRound: (judged) => say(describeRound(judged)),
  });
}

function checkAgain(folder: string): RunResult {
  const files = readdirSync(folder).filter((name) => /^round-\d+\.jsonl$/.test(name));
  if (files.length === 0) throw new Problem(`${folder} holds no round-N.jsonl`, "Name the folder of an earlier run.");
  const result: RunResult = { rounds: files.length, violations: 0, coverage: newCoverage() };
  for (const file of files.sort()) {
    const history = readHistory(path.join(folder, file));
    const violations = check(history);
    cover(result.coverage, history);
    result.violations += violations.length;
    say(describeRound({ round: Number(/\d+/.exec(file)?.[0]), violations, history, seconds: undefined }));
  }
  return result;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`\nholdfast: ${reasonOf(error)}\n  → ${error.remedy}\n`);
  process.exitCode = 1;
}
process.exit();
