import assert from "node:assert/strict";
import { test } from "node:test";
import { delayMs, fullJitterMs } from "./back-off.ts";
import { SettlementSettings } from "./settlement-settings.ts";

const settings = SettlementSettings.parse({ backOffBaseMs: 1_000, backOffCapMs: 60_000 });
const delay = (due: Parameters<typeof delayMs>[0], random = 0.5) => delayMs(due, settings, () => random);

test("What is new is due at once; what was refused after a second.", () => {
  assert.equal(delay({ kind: "at-once" }), 0);
  assert.equal(delay({ kind: "never" }), 0);
  assert.equal(delay({ kind: "after-breaker" }), 1_000);
});

test("The limit of the back-off doubles with each try, up to its cap.", () => {
  const limits = [1, 2, 3, 6, 7, 8, 100, 2_000].map((tries) => fullJitterMs(tries, 1_000, 60_000, () => 1));
  assert.deepEqual(limits, [1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
});

test("The delay is drawn from all of the time up to the limit.", () => {
  const drawn = [0, 0.25, 0.999].map((random) => delay({ kind: "back-off", tries: 3 }, random));
  assert.deepEqual(drawn, [0, 1_000, 3_996]);
});
