/**
 * Runs a suite with Node's test runner: `unit` needs only npm, `differential` Go, `browser` root and Debian's
 * packages, `cluster` the sandbox. Each suite leaves its counts in .build/results/SUITE.json, which .ci/run adds up.
 */
import { spawn } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const results = path.join(root, ".build", "results");
const HOMES = "{proto,services,infra,sandbox,local,torture,reconcile,scenarios,bench,scripts}";

const SUITES: Record<string, { files: string; args: string[] }> = {
  unit: { files: `${HOMES}/**/*.test.ts`, args: [] },
  // Against other implementations, which Go builds.
  differential: { files: `${HOMES}/**/*.differential.ts`, args: [] },
  // Pages in a real browser, made of Debian's packages at the first run.
  browser: { files: `${HOMES}/**/*.browser.ts`, args: ["--test-concurrency=1"] },
  // Crashes, hostile requests, rounds of faults, a soak: what takes long, one after the other. That the checker of the rounds
  // finds faults in the services is a part of `npm run verify`.
  torture: { files: `${HOMES}/**/*.torture.ts`, args: ["--test-force-exit", "--test-concurrency=1"] },
  // One sandbox, one test file at a time, by name: the first starts it, the last ends it.
  cluster: { files: `${HOMES}/**/*.cluster.ts`, args: ["--test-concurrency=1"] },
};

const [name = "unit", ...rest] = process.argv.slice(2);
const suite = SUITES[name];
if (!suite) {
  process.stderr.write(`holdfast: there is no suite "${name}"; the suites are ${Object.keys(SUITES).join(", ")}\n`);
  process.exit(2);
}

const patterns = rest.filter((word) => !word.startsWith("-"));
const flags = rest.filter((word) => word.startsWith("-"));
const files = globSync(patterns.length > 0 ? patterns : suite.files, { cwd: root }).sort();
if (files.length === 0) {
  process.stderr.write(`holdfast: no test file matches ${patterns.join(" ") || suite.files}\n`);
  process.exit(2);
}

mkdirSync(results, { recursive: true });
const tap = path.join(results, `${name}.tap`);
rmSync(tap, { force: true });
const started = Date.now();
const reporters = [
  `--test-reporter=${process.stdout.isTTY && !process.env.CI ? "spec" : "dot"}`,
  "--test-reporter-destination=stdout",
  "--test-reporter=tap",
  `--test-reporter-destination=${tap}`,
];
if (name === "cluster") reporters[0] = "--test-reporter=spec";
const runner = spawn(process.execPath, ["--test", ...suite.args, ...reporters, ...flags, ...files], {
  cwd: root,
  // Each file has a process of its own, and all of them load the same libraries: compiled once, they load faster.
  env: { NODE_COMPILE_CACHE: path.join(root, ".build", "compile-cache"), ...process.env },
  stdio: ["ignore", "inherit", "inherit"],
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => runner.kill(signal));

runner.on("exit", (code) => {
  const report = readFileSync(tap, "utf8");
  const count = (what: string) => Number(new RegExp(`^# ${what} (\\d+)$`, "m").exec(report)?.[1] ?? 0);
  const counts = {
    suite: name,
    passed: count("pass"),
    failed: count("fail") + count("cancelled"),
    skipped: count("skipped") + count("todo"),
    seconds: Math.round((Date.now() - started) / 1000),
  };
  writeFileSync(path.join(results, `${name}.json`), `${JSON.stringify(counts)}\n`);
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  process.stdout.write(`\n${name}: ${counts.passed} passed, ${counts.failed} failed${skipped} (${counts.seconds} s)\n`);
  process.exitCode = counts.failed > 0 ? 1 : (code ?? 1);
});
