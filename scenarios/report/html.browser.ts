import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser } from "../../sandbox/browser/browser.ts";
import { lookAt } from "../../sandbox/browser/look-at.ts";
import { durable } from "../catalogue/common.ts";
import { judge } from "../judge.ts";
import { testCalls, testEvents, testRun } from "../test-run.ts";
import { comparisonOf, htmlOf } from "./html.ts";

let browser: Awaited<ReturnType<typeof openBrowser>>;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const run = testRun(
  {
    calls: testCalls([
      [100, 20, "CONFIRMED"],
      [2_500, 900, "PAYMENT_PENDING"],
      [3_000, 5, "UNAVAILABLE"],
      [3_500, 0, "DROPPED"],
      [3_600, 7, "FOUND"],
    ]),
    events: testEvents([
      [1_000, 10, 0, 0],
      [2_000, 100, 0, 1],
      [2_400, 0, 1, -1],
      [8_000, 10, 2, 0],
    ]),
    faults: [{ replica: "payment-1", fromMs: 2_000, toMs: 4_000, fault: "outage: abort UNAVAILABLE, 100 %" }],
    actions: [{ atMs: 3_000, what: "order-1 is killed" }],
    orders: { placedMs: [2_600], settledMs: [9_000], status: ["confirmed"], keys: 1 },
  },
  { expectations: [durable(50), { measure: { kind: "time-to-settled", during: "outage" }, is: "implied" }] },
);
const judged = { run, verdicts: judge(run) };

test("a scenario's report can be read on a phone and a desktop, by day and by night, and printed", async () => {
  assert.deepEqual(await lookAt(browser, "scenario", htmlOf(judged)), []);
});

test("so can two runs side by side", async () => {
  assert.deepEqual(await lookAt(browser, "scenarios", comparisonOf([judged, judged])), []);
});
