/** A tiny scenario from end to end: real services, real databases, the process that makes the load, the verdict. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { lastingPort } from "../local/free-port.ts";
import { scenario } from "./article.ts";
import { BOOKS_AGREE, DOWN, durable } from "./catalogue/common.ts";
import { allHeld, judge } from "./judge.ts";
import { htmlOf } from "./report/html.ts";
import { markdownOf } from "./report/markdown.ts";
import type { Run } from "./run.ts";
import { localTarget } from "./runner/local-target.ts";
import { runScenario } from "./runner/run-scenario.ts";

const TINY = scenario({
  name: "tiny",
  title: "Payment is down for a second",
  hypothesis: "Orders are pending, and settled.",
  timeFactor: 0.05,
  warmUpMs: 1_500,
  durationMs: 3_000,
  replicas: { order: 1, payment: 1 },
  load: { rate: [{ atMs: 0, perSecond: 15 }], spacing: "even" },
  chaos: { phases: [{ name: "outage", startMs: 1_000, durationMs: 1_000, faults: DOWN }] },
  windows: { outage: { fromMs: 1_000, toMs: 2_000 } },
  expectations: [
    durable(99),
    { measure: { kind: "time-to-settled", during: "outage" }, is: "implied" },
    ...BOOKS_AGREE,
  ],
});

let folder: string;
let run: Run;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "holdfast-scenario-"));
  const basePort = await lastingPort();
  const target = await localTarget({ scenario: TINY, folder: path.join(folder, "local"), basePort, say: () => {} });
  const stopping = new AbortController().signal;
  run = await runScenario({ scenario: TINY, target, seed: 1, folder, stopping, onProgress: () => {} });
});
after(() => rm(folder, { recursive: true, force: true }));

test("all that it expects has held, and its report says so", () => {
  const verdicts = judge(run);
  assert.ok(allHeld(verdicts), JSON.stringify(verdicts, null, 1));
  assert.equal(run.calls.dueMs.length, 45);
  assert.ok(run.events.atMs.length > 0 && run.samples.length > 0);
  assert.match(markdownOf(run, verdicts), /It was so\./);
  assert.doesNotMatch(htmlOf({ run, verdicts }), /https?:\/\//);
});

test("an expectation that was made false on purpose makes it fail", () => {
  const expectations = [...TINY.expectations, { measure: { kind: "money" }, is: "at least", bound: 1 } as const];
  const verdicts = judge({ ...run, scenario: { ...TINY, expectations } });
  assert.equal(allHeld(verdicts), false);
  assert.match(markdownOf(run, verdicts), /It was not so\./);
});
