import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../../shared/test-folder.ts";
import { goldenTraces } from "./oracle/golden.ts";

const directory = testFolder();

function file(name: string, text: string): string {
  const full = path.join(directory, name);
  writeFileSync(full, text);
  return full;
}

function replay(...words: string[]) {
  const cli = path.join(import.meta.dirname, "replay-cli.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], { encoding: "utf8" });
  return { status, stdout, stderr };
}

test("a golden trace comes out with gobreaker's answers", () => {
  const [golden] = goldenTraces();
  assert.ok(golden);
  const settings = file("settings.json", JSON.stringify(golden.settings));
  const trace = file("trace.jsonl", `${golden.steps.join("\n")}\n`);
  assert.deepEqual(replay("--settings", settings, trace), {
    status: 0,
    stdout: `${golden.answers.join("\n")}\n`,
    stderr: "",
  });
});

test("a bad line ends it with the line's number and exit code 2, after the answers to the lines before", () => {
  const settings = file("settings.json", "{}");
  const trace = file("bad.jsonl", '{"at": 0, "call": 1}\n{"at": 1, "end": 2, "verdict": "success"}\n');
  const { status, stdout, stderr } = replay("--settings", settings, trace);
  assert.equal(status, 2);
  assert.equal(stdout.trimEnd().split("\n").length, 1);
  assert.match(stderr, /bad\.jsonl: line 2: call 2 is unknown/);
});

test("--help tells what settings and trace look like", () => {
  const { status, stdout } = replay("--help");
  assert.equal(status, 0);
  assert.match(stdout, /maxRequests[\s\S]*"verdict"/);
});

for (const [name, words, why] of [
  ["no arguments", [], /a file of settings and a trace are needed/],
  ["an unknown option", ["--setting", "x"], /--settings FILE TRACE/],
  ["a file that is not there", ["--settings", path.join(directory, "none"), "trace"], /none/],
  ["settings that are not JSON", ["--settings", file("half.json", '{"openMs":'), "trace"], /half\.json: not JSON/],
  ["an unknown setting", ["--settings", file("odd.json", '{"openms": 1}'), "trace"], /`openms` is not a setting: mend/],
  [
    "a setting of another kind",
    ["--settings", file("kind.json", '{"openMs": "1s"}'), "trace"],
    /kind\.json: `openMs` is "1s": must be a number of milliseconds/,
  ],
  [
    "a folder for a trace",
    ["--settings", file("good.json", "{}"), directory],
    /holdfast-test-.* cannot be read: EISDIR/,
  ],
] as const)
  test(`${name}: exit code 2 and why`, () => {
    const { status, stderr } = replay(...words);
    assert.equal(status, 2);
    assert.match(stderr, why);
  });
