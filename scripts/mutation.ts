/**
 * `node scripts/mutation.ts TARGET` changes the target's source in each small way that Stryker knows, one at a time,
 * and runs its tests on every change. One that no test notices fails the run, unless the source says that it
 * changes nothing, and why: `// Stryker disable next-line MUTATOR: REASON`.
 */
import path from "node:path";
import { Stryker } from "@stryker-mutator/core";

type Target = {
  /** Source to change, and the tests that must notice: fast, and the same in each run. */
  mutate: string[];
  tests: string[];
  /** Share of all changes that tests must notice, however good the reasons of the rest are. */
  atLeast: number;
  /** How much longer than usual the tests may take before a change counts as noticed: 10 s, unless set. */
  limitMs?: number;
};

const BREAKER = "services/order/breaker";

const TARGETS: Record<string, Target> = {
  policy: {
    mutate: [`${BREAKER}/{policy,rolling-counts,verdict}.ts`],
    tests: [`${BREAKER}/{policy,rolling-counts,live-change,verdict}.test.ts`, `${BREAKER}/oracle/golden.test.ts`],
    atLeast: 0.95,
  },
  orders: {
    mutate: ["services/order/{transition,back-off,settlement-room,settlement-pace}.ts"],
    tests: ["services/order/{transition,back-off,settlement-room,settlement-pace}.test.ts"],
    atLeast: 0.95,
  },
  settlement: {
    mutate: ["services/order/{settle,settlement}.ts"],
    tests: ["services/order/settlement.test.ts"],
    atLeast: 0.95,
    // PostgreSQL starts for each run, and takes its time.
    limitMs: 40_000,
  },
  ledger: {
    mutate: ["services/payment/ledger/decide.ts"],
    tests: ["services/payment/ledger/decide.test.ts"],
    atLeast: 0.95,
  },
};

type Mutant = Awaited<ReturnType<Stryker["runMutationTest"]>>[number];

const [name = "", ...rest] = process.argv.slice(2);
const target = TARGETS[name];
if (!target || rest.length > 0) {
  process.stderr.write(`holdfast: name one target: ${Object.keys(TARGETS).join(", ")}\n`);
  process.exit(2);
}

const root = path.join(import.meta.dirname, "..");
process.chdir(root);
const tests = target.tests.map((pattern) => `"${pattern}"`).join(" ");
const reporter = path.join(root, "scripts", "first-failure.ts");
const mutants = await new Stryker({
  mutate: target.mutate,
  // What all targets have in common: what is copied aside and changed there, and how long a run may take.
  configFile: "scripts/stryker.json",
  ...(target.limitMs !== undefined && { timeoutMS: target.limitMs }),
  // One process for all the tests: most of a run is the start of Node.
  commandRunner: { command: `node --test --test-isolation=none --test-reporter="${reporter}" ${tests}` },
  reporters: [process.stdout.isTTY ? "progress" : "progress-append-only"],
}).runMutationTest();

const place = ({ fileName, location, mutatorName }: Mutant) =>
  `${path.relative(root, fileName)}:${location.start.line}:${location.start.column} ${mutatorName}`;
const of = (...statuses: Mutant["status"][]) => mutants.filter(({ status }) => statuses.includes(status));

const listed = of("Ignored");
const noticed = of("Killed", "Timeout");
const missed = mutants.filter((mutant) => !listed.includes(mutant) && !noticed.includes(mutant));
for (const mutant of listed) console.log(`listed  ${place(mutant)}: ${mutant.statusReason}`);
for (const mutant of missed) console.log(`missed  ${place(mutant)} → ${mutant.replacement} (${mutant.status})`);

const share = noticed.length / mutants.length;
console.log(
  `${name}: ${mutants.length} mutants, ${noticed.length} killed (${(100 * share).toFixed(1)} %, ${of("Timeout").length} of them by a time limit), ${listed.length} listed as equivalent, ${missed.length} missed`,
);
if (missed.length > 0 || !(share >= target.atLeast)) process.exitCode = 1;
