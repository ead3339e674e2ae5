import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { testFolder } from "../../shared/test-folder.ts";
import type { CallEvent } from "../breaker/call-event.ts";

const folder = testFolder();
const html = path.join(folder, "out", "tune.html");

function file(name: string, content: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
}

async function tune(...words: string[]) {
  const cli = path.join(import.meta.dirname, "tune-cli.ts");
  const child = spawn(process.execPath, [cli, "--html", html, ...words]);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { status, stdout, stderr };
}

const call: CallEvent = {
  event: "call",
  version: 1,
  at: 1_700_000_000_000,
  durationMs: 20,
  replica: "order-1",
  settingsVersion: "abc",
  mode: "observe",
  state: "closed",
  generation: 1,
  admitted: true,
  verdict: "success",
  faults: [],
};
const jsonLines = (events: CallEvent[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");

/** A Prometheus that knows one replica: a call of each outcome named a second, for 5 minutes. */
async function prometheus(t: TestContext, outcomes: string[]) {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    asked.push(url);
    const start = Number(url.searchParams.get("start"));
    const values = Array.from({ length: 10 }, (_, step) => [start + step * 30, "1"]);
    const result = outcomes.map((outcome) => ({ metric: { instance: "10.0.0.7:9464", outcome }, values }));
    response.end(JSON.stringify({ status: "success", data: { resultType: "matrix", result } }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === "object" && address);
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

test("recorded calls, the present settings of a stack, and out come a table, commands and a plot", async () => {
  const minutes = Array.from({ length: 600 }, (_, second): CallEvent => {
    const down = second >= 100 && second < 400;
    return { ...call, at: call.at + second * 1_000, verdict: down ? "failure" : "success" };
  });
  const refused: CallEvent = { ...call, mode: "enforce", admitted: false, reason: "open", verdict: undefined };
  const recording = file("calls.jsonl", jsonLines([...minutes, ...Array.from({ length: 200 }, () => refused)]));
  const other = file("more.jsonl", jsonLines([{ ...call, replica: "order-2" }]));
  const settings = file(
    "stack.json",
    JSON.stringify({
      "holdfast:context": { value: "kind" },
      "holdfast:breaker": { value: "{}", objectValue: { failureRatio: "1", minRequests: 1000 } },
    }),
  );
  const { status, stdout, stderr } = await tune("--from", recording, other, "--settings", settings);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /Recorded: 200 of 801 calls \(25\.0 %\) have no outcome.*record in mode observe/);
  assert.match(stdout, /recorded, order-1 +600 calls; failed let through 300 → \d\d?;/);
  assert.match(stdout, /recorded, order-2 +1 calls/);
  assert.match(stdout, /present \(place \d+ among \d+ tried\): 1 of ≥ 1000 in 60000 ms, open 60000 ms, 5 trials/);
  assert.match(stdout, /^pulumi config set --path holdfast:breaker\.minRequests \d+$/m);
  const page = readFileSync(html, "utf8");
  assert.match(page, /<circle class="advised" cx="[\d.]+" cy="[\d.]+"/);
  assert.doesNotMatch(page, /<script|src=|href=|NaN|undefined/);
});

test("rates from a Prometheus are made into calls, and labelled synthesised", async (t) => {
  const { url, asked } = await prometheus(t, ["success", "failure", "refused"]);
  const { status, stdout, stderr } = await tune("--from-prometheus", url, "--last", "0.1");
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /^Synthesised from the rates .*: 300 of 900 calls \(33\.3 %\) have no outcome/m);
  assert.match(stdout, /synthesised, 10\.0\.0\.7:9464 +600 calls/);
  assert.deepEqual(
    asked.map(({ pathname }) => pathname),
    ["/api/v1/query_range", "/api/v1/query_range"],
  );
});

test("a Prometheus that knows no calls is told", async (t) => {
  const { url } = await prometheus(t, []);
  const { status, stderr } = await tune("--from-prometheus", url);
  assert.equal(status, 2);
  assert.match(stderr, /knows no calls of the last 6 h/);
});

const odd = file("odd.jsonl", `${jsonLines([call])}{"event":"call"}\n`);
for (const [name, words, why] of [
  ["a line that is no record", ["--from", odd], /odd\.jsonl: line 2: `version`/],
  ["a recording that is not there", ["--from", path.join(folder, "none")], /ENOENT.*none/],
  ["an empty recording", ["--from", file("empty.jsonl", "")], /empty\.jsonl: no call there has an outcome/],
  ["a file without --from", ["calls.jsonl"], /given with --from FILE/],
  [
    "settings that cannot be",
    ["--settings", file("s.json", '{"failureRatio": 2}')],
    /failureRatio.*2: must be greater/,
  ],
  ["an unknown weight", ["--weights", "cost=1"], /--weights has "cost=1"/],
  ["weights of nothing", ["--weights", "failed=0,refused=0,trip=0"], /one of them must be above 0/],
  ["a plot where no folder can be made", ["--html", "/proc/none/tune.html"], /--html .* cannot be written: ENOENT/],
  ["a plot that cannot be written", ["--html", folder], /--html .* cannot be written: EISDIR/],
  ["a folder for a recording", ["--from", folder], /cannot be read: EISDIR/],
  [
    "no HTTP address",
    ["--from-prometheus", "ftp://127.0.0.1"],
    /--from-prometheus ftp:\/\/127\.0\.0\.1 cannot be asked/,
  ],
  ["a weight that is no number", ["--weights", "failed=x"], /--weights failed is "x"/],
  ["a server that is not there", ["--from-prometheus", "http://127.0.0.1:1"], /cannot be asked: .*fetch failed/],
  ["what is no address", ["--from-prometheus", "prometheus"], /--from-prometheus prometheus cannot be asked/],
] as const)
  test(`${name}: exit code 2 and why`, async () => {
    const { status, stderr } = await tune(...words);
    assert.equal(status, 2, stderr);
    assert.match(stderr, why);
  });
