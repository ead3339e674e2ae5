/**
 * `npm run verify [-- PART…]`: the long proofs, which `npm test` is too short for. Each part is a program of its own:
 * it prints its figures and says by its exit code whether they are good enough. What is random in it comes from the
 * environment's SEED, which is a fresh one unless given.
 */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import path from "node:path";

const PARTS: Record<string, { about: string; command: readonly [string, ...string[]] }> = {
  differential: {
    about: "the breaker's policy beside gobreaker itself, over a million random steps; needs Go",
    command: ["node", "--test", "--test-reporter=spec", "services/order/breaker/oracle/gobreaker.differential.ts"],
  },
  "mutation-policy": {
    about: "each small change of the breaker's policy is noticed by its tests",
    command: ["node", "scripts/mutation.ts", "policy"],
  },
  "mutation-orders": {
    about: "each small change of how orders change, and of what settlement may do, is noticed by their tests",
    command: ["node", "scripts/mutation.ts", "orders"],
  },
  "mutation-settlement": {
    about: "each small change of settlement itself is noticed by its tests on PostgreSQL",
    command: ["node", "scripts/mutation.ts", "settlement"],
  },
  "mutation-ledger": {
    about: "each small change of what Payment's ledger decides is noticed by its tests",
    command: ["node", "scripts/mutation.ts", "ledger"],
  },
  fuzz: {
    about: "50,000 hostile requests: no crash, no INTERNAL, no row out of place, no heap that grows",
    command: ["node", "torture/fuzz-cli.ts", "--requests", "50000"],
  },
  scenarios: {
    about: "15 scenarios under load, each as it was expected, on this machine alone",
    command: ["node", "scenarios/main.ts", "all"],
  },
  ghz: {
    about: "a foreign client counts the same answers as the server, and takes as long as the runner says; needs Go",
    command: ["node", "--test", "--test-reporter=spec", "scenarios/ghz/ghz.differential.ts"],
  },
  torture: {
    about: "200 rounds of faults against two replicas of each service, and a checker of what everybody was told",
    command: ["node", "torture/main.ts", "--rounds", "200", "--seed", "verify"],
  },
  "torture-bugs": {
    about: "that checker finds each of the faults that were put in on purpose",
    command: ["node", "--test", "--test-force-exit", "--test-reporter=spec", "torture/bugs.proof.ts"],
  },
  drain: {
    about: "5,000 pending orders settle after an outage: no breaker opens, and live orders hardly notice",
    command: ["node", "torture/drain-cli.ts"],
  },
  soak: {
    about: "30 minutes at half of the capacity with chaos on: memory stays, nothing is left pending, the books agree",
    command: ["node", "torture/soak-cli.ts", "--minutes", "30"],
  },
  outage: {
    about: "Order loses its database for 30 s under load, and not an order",
    command: ["node", "torture/outage-cli.ts", "--seconds", "30"],
  },
  pods: {
    about: "pods of both services and of their databases are deleted on the sandbox for 5 minutes under load",
    // The last file ends the sandbox.
    command: ["sh", "-c", "PODS_SECONDS=300 exec node scripts/test.ts cluster sandbox/acceptance/[4z]*.cluster.ts"],
  },
};

const width = Math.max(...Object.keys(PARTS).map((name) => name.length)) + 2;
const list = Object.entries(PARTS).map(([name, { about }]) => `  ${name.padEnd(width)}${about}\n`);
const words = process.argv.slice(2);
if (words.includes("--help") || words.includes("-h")) {
  process.stdout.write(`npm run verify [-- PART…] runs these parts, or those named:\n${list.join("")}`);
  process.exit(0);
}
const unknown = words.find((word) => !Object.hasOwn(PARTS, word));
if (unknown !== undefined) {
  process.stderr.write(`holdfast: there is no part "${unknown}"; the parts are\n${list.join("")}`);
  process.exit(2);
}

const seed = process.env.SEED ?? String(randomInt(2 ** 31));
process.stdout.write(`SEED=${seed} makes the same choices again.\n`);
const env = { ...process.env, SEED: seed };
const cwd = path.join(import.meta.dirname, "..");

const rows: string[] = [];
let failed = 0;
for (const [name, { about, command }] of Object.entries(PARTS)) {
  if (words.length > 0 && !words.includes(name)) continue;
  process.stdout.write(`\n=== ${name}: ${about}\n`);
  const [program, ...rest] = command;
  const started = Date.now();
  const { status } = spawnSync(program, rest, { cwd, env, stdio: "inherit" });
  if (status !== 0) failed++;
  rows.push(
    `${name.padEnd(width)}${status === 0 ? "passed" : "FAILED"}  ${Math.round((Date.now() - started) / 1000)} s`,
  );
}
process.stdout.write(`\n${rows.join("\n")}\n\n${rows.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
