/** Writes docs/failure-modes.md out of the last runs in .build/scenarios: `node scenarios/failure-modes.ts`. */
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Problem, reasonOf } from "../sandbox/problem.ts";
import { CATALOGUE } from "./catalogue/index.ts";
import { allHeld, judge, type Verdict } from "./judge.ts";
import { answerRows, mostPending, tellMachine } from "./report/facts.ts";
import { type Run, readRun } from "./run.ts";
import type { FailureMode } from "./scenario.ts";

const ROOT = path.join(import.meta.dirname, "..");
const HOME = path.join(ROOT, ".build", "scenarios");

type Seen = { run: Run; mode: FailureMode | undefined; verdicts: Verdict[] };

/** The document; runs in the order of the catalogue. */
export function failureModes(seen: readonly Seen[]): string {
  const modes = seen.flatMap(({ run, mode, verdicts }) => (mode ? [{ run, mode, verdicts }] : []));
  return [
    "# Failure modes",
    "",
    "Made by `scenarios/failure-modes.ts` from runs of `npm run scenario -- all`; do not edit. What each row claims was measured: the figures are below.",
    "",
    "| fault | what the client sees | which metric shows it | how it recovers |",
    "| --- | --- | --- | --- |",
    ...modes.map(({ run, mode }) =>
      row([`[${mode.fault}](#${run.scenario.name})`, mode.client, mode.metric, mode.recovery]),
    ),
    "",
    ...seen.flatMap(section),
  ].join("\n");
}

function section({ run, verdicts }: Seen): string[] {
  const { name, title, hypothesis, timeFactor } = run.scenario;
  return [
    `## ${name}`,
    "",
    `${title}. ${hypothesis}`,
    "",
    ...verdicts.map(
      ({ what, expected, measured, held }) => `- ${held ? "" : "**Not held:** "}${what}: **${measured}** (${expected})`,
    ),
    ...answerRows(run).map(([method, , , p50, , p99, ended]) => `- ${method}: p50 ${p50}, p99 ${p99}; ${ended}`),
    `- Pending: ${mostPending(run)}.`,
    "",
    `${allHeld(verdicts, run) ? "As expected" : "**Not as expected**"}; ${run.startedAt.slice(0, 10)}, target ${run.target}, seed ${run.seed}, time factor ${timeFactor}.${tellMachine(run)}`,
    "",
  ];
}

const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

function lastRun(name: string): Run {
  const file = path.join(HOME, name, "run.json");
  if (existsSync(file)) return readRun(file);
  throw new Problem(`scenario ${name} has not been run`, "Run `npm run scenario -- all` first.");
}

if (import.meta.main) {
  try {
    const seen = CATALOGUE.map(({ name, failureMode }) => {
      const run = lastRun(name);
      return { run, mode: failureMode, verdicts: judge(run, lastRun) };
    });
    writeFileSync(path.join(ROOT, "docs", "failure-modes.md"), failureModes(seen));
  } catch (error) {
    process.stderr.write(`holdfast: ${reasonOf(error)}\n  → ${error instanceof Problem ? error.remedy : ""}\n`);
    process.exitCode = 2;
  }
}
