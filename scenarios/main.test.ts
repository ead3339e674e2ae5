/** A short scenario from end to end: the command, real services, real databases, the process that makes the load, the verdict. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { lastingPort } from "../local/free-port.ts";
import { testFolder } from "../services/shared/test-folder.ts";
import example from "./example.ts";
import { allHeld, judge } from "./judge.ts";
import { markdownOf } from "./report/markdown.ts";
import { type Run, readRun } from "./run.ts";

const NAME = "example-made-false";
const written = path.join(import.meta.dirname, "..", ".build", "scenarios", NAME);
let ran: { code: number | null; said: string };
let run: Run;

before(async () => {
  const file = path.join(testFolder(), "own.ts");
  // The scenario is good, but for one thing that it expects.
  writeFileSync(
    file,
    `import example from ${JSON.stringify(path.join(import.meta.dirname, "example.ts"))};
    const madeFalse = { measure: { kind: "money" }, is: "at least", bound: 1 };
    export default { ...example, name: "${NAME}", expectations: [...example.expectations, madeFalse] };`,
  );
  ran = await command(file, "--port", String(await lastingPort()));
  run = readRun(path.join(written, "run.json"));
});
after(() => rmSync(written, { recursive: true, force: true }));

async function command(...args: string[]): Promise<typeof ran> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts"), ...args]);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, said };
}

test("an expectation that was made false on purpose ends the command with exit code 1", () => {
  assert.equal(ran.code, 1, ran.said);
  assert.deepEqual(ran.said.match(/✗ .*/g), ["✗ differences between orders, ledger and money: 0 (at least 1)"]);
  assert.match(readFileSync(path.join(written, "report.md"), "utf8"), /It was not so\./);
});

test("all else that it expects has held, and a report of that alone says so", () => {
  const verdicts = judge({ ...run, scenario: example });
  assert.ok(allHeld(verdicts, run), JSON.stringify(verdicts, null, 1));
  assert.equal(run.calls.dueMs.length, 45);
  assert.ok(run.events.atMs.length > 0 && run.samples.length > 0);
  assert.match(markdownOf({ ...run, scenario: example }, verdicts), /It was so\./);
});

test("its page needs nothing from elsewhere", () => {
  assert.doesNotMatch(readFileSync(path.join(written, "report.html"), "utf8"), /https?:\/\//);
});

for (const [args, said] of [
  [["baslin"], /there is no scenario "baslin"\n {2}→ There are baseline, /],
  [["baseline", "--target", "no-such"], /\n {2}→ (Run|Bring it up first:) `npm start/],
] as const)
  test(`\`${args.join(" ")}\` ends with exit code 2, a reason and a remedy, before anything is done`, async () => {
    const { code, said: words } = await command(...args);
    assert.equal(code, 2);
    assert.match(words, said);
  });
