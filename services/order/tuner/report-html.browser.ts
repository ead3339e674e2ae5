import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser } from "../../../sandbox/browser/browser.ts";
import { lookAt } from "../../../sandbox/browser/look-at.ts";
import { BreakerSettings } from "../breaker/settings.ts";
import { generateHistories } from "./generate.ts";
import { htmlOf } from "./report-html.ts";
import { tune } from "./tune.ts";

let browser: Awaited<ReturnType<typeof openBrowser>>;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

test("the tuner's page can be read on a phone and a desktop, by day and by night, and printed", async () => {
  const histories = generateHistories({ seed: 1, callDeadlineMs: 1_000, loads: { low: 1, middle: 5 } });
  const weights = { failed: 1, refused: 1, trip: 10 };
  const advice = tune({ histories, present: BreakerSettings.parse({}), weights, seed: 1 });
  const remarks = ["Generated: glitches, brown-outs and outages at 1 and 5 calls a second."];
  assert.deepEqual(await lookAt(browser, "tune", htmlOf({ advice, weights, remarks })), []);
});
