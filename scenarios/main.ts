/** `npm run scenario`: runs scenarios, judges them, and writes their reports. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Problem, reasonOf } from "../sandbox/problem.ts";
import { makeProgress } from "../sandbox/progress.ts";
import { CATALOGUE } from "./catalogue/index.ts";
import { requireGood } from "./check-scenario.ts";
import { findScenarios } from "./find-scenarios.ts";
import { allHeld, judge } from "./judge.ts";
import type { OtherRuns } from "./measures.ts";
import { type Choice, HELP, readScenarioOptions } from "./options.ts";
import { comparisonOf, htmlOf } from "./report/html.ts";
import { markdownOf } from "./report/markdown.ts";
import { type Run, readRun } from "./run.ts";
import { localTarget } from "./runner/local-target.ts";
import { runScenario } from "./runner/run-scenario.ts";
import { stackTarget } from "./runner/stack-target.ts";
import type { Scenario } from "./scenario.ts";

const ROOT = path.join(import.meta.dirname, "..");
const HOME = path.join(ROOT, ".build", "scenarios");

const progress = makeProgress(process.stdout);
const stop = new AbortController();

type Wanted = Extract<Choice, { kind: "run" }>;

async function main(args: string[]): Promise<number> {
  const choice = readScenarioOptions(args);
  switch (choice.kind) {
    case "help":
      progress.say(HELP);
      return 0;
    case "list":
      for (const { name, title } of CATALOGUE) progress.say(`${name.padEnd(26)} ${title}`);
      return 0;
    case "compare":
      compare(choice.runs);
      return 0;
    case "run":
      return runAll(choice);
  }
}

async function runAll(wanted: Wanted): Promise<number> {
  const scenarios = await findScenarios(wanted.name, CATALOGUE);
  for (const scenario of scenarios) requireGood(scenario);
  const results: { name: string; held: boolean }[] = [];
  for (const scenario of scenarios) {
    results.push({ name: scenario.name, held: await runOne(scenario, wanted) });
    if (stop.signal.aborted) break;
  }
  const failed = results.filter(({ held }) => !held);
  if (scenarios.length > 1)
    progress.say(
      `\n${results.length - failed.length} scenarios as expected, ${failed.length} not${failed.length > 0 ? `: ${failed.map(({ name }) => name).join(", ")}` : ""}`,
    );
  return failed.length > 0 || stop.signal.aborted ? 1 : 0;
}

/** Whether every expectation held. */
async function runOne(scenario: Scenario, { target: where, seed, basePort }: Wanted): Promise<boolean> {
  const folder = path.join(HOME, scenario.name);
  mkdirSync(folder, { recursive: true });
  progress.say(`\n${scenario.name}: ${scenario.title}`);
  const target = await progress.step(where === "local" ? "services and databases" : `stack ${where}`, () =>
    where === "local"
      ? localTarget({ scenario, folder: path.join(folder, "local"), basePort, say: progress.say })
      : stackTarget({ scenario, stack: where, say: progress.say, env: process.env }),
  );
  const aboutMs = scenario.warmUpMs + scenario.durationMs + 5_000;
  const run = await progress.step(
    "load, faults, recovery",
    (note) =>
      runScenario({
        scenario,
        target,
        seed,
        folder,
        stopping: stop.signal,
        onProgress: ({ atMs, answered, failed, dropped, pending }) =>
          note(
            `at ${Math.round(atMs / 1_000)} s; ${answered} answered, ${failed} failed, ${dropped} dropped, ${pending ?? "?"} pending`,
          ),
      }),
    aboutMs,
  );
  return write(run, folder);
}

/** Writes a run, judges it, and writes its reports. */
function write(run: Run, folder: string): boolean {
  writeFileSync(path.join(folder, "run.json"), `${JSON.stringify(run)}\n`);
  const verdicts = judge(run, otherRuns);
  writeFileSync(path.join(folder, "report.html"), htmlOf({ run, verdicts }));
  writeFileSync(path.join(folder, "report.md"), markdownOf(run, verdicts));
  for (const { what, expected, measured, held } of verdicts)
    progress.say(`  ${held ? "✓" : "✗"} ${what}: ${measured} (${expected})`);
  if (run.interrupted) progress.say("  It was interrupted: the faults are taken back, and it proves nothing.");
  progress.say(`  ${path.relative(process.cwd(), path.join(folder, "report.html"))}`);
  return allHeld(verdicts, run);
}

const otherRuns: OtherRuns = (name) => {
  const file = path.join(HOME, name, "run.json");
  return existsSync(file) ? readRun(file) : undefined;
};

function compare(names: string[]): void {
  const runs = names.map((name) => readRun(name.endsWith(".json") ? name : path.join(HOME, name, "run.json")));
  const file = path.join(HOME, "compare.html");
  mkdirSync(HOME, { recursive: true });
  writeFileSync(file, comparisonOf(runs.map((run) => ({ run, verdicts: judge(run, otherRuns) }))));
  progress.say(path.relative(process.cwd(), file));
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    // What it has started ends with this process, by the tie that it has to it; the faults of a stack would stay.
    if (stop.signal.aborted) process.exit(130);
    progress.say("Ending; the faults are taken back (again: at once)");
    stop.abort();
  });

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const remedy =
    error instanceof Problem ? error.remedy : "Logs of a local run are in .build/scenarios/NAME/local/logs.";
  process.stderr.write(`\nholdfast: ${reasonOf(error)}\n  → ${remedy}\n`);
  process.exitCode = 2;
}
process.exit();
