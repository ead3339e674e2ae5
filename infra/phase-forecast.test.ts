import assert from "node:assert/strict";
import test from "node:test";
import { forecastPhases } from "./phase-forecast.ts";
import { StackSettings } from "./settings.ts";

const ANCHOR = "2027-01-31T09:00:00Z";
const OUTAGE = { name: "outage", startMs: 600_000, durationMs: 600_000, faults: { abort: { percentage: 100 } } };

/** What is told of a phase, so many minutes after the anchor. */
function told(
  phase: object,
  { minutes = 0, ...given }: { minutes?: number; [key: string]: object | number | undefined } = {},
) {
  const image = { registry: "ghcr.io/acme" };
  const chaos = { anchor: ANCHOR, phases: [{ ...OUTAGE, ...phase }] };
  const settings = StackSettings.parse({ context: "kind", namespace: "holdfast-dev", image, chaos, ...given });
  return forecastPhases(settings, Date.parse(ANCHOR) + minutes * 60_000).join();
}

test("a phase is told with what it does, when it is next in force, and whether it opens the breaker", () => {
  const what = "chaos phase outage: abort UNAVAILABLE, 100 %.";
  const odds = "Meanwhile 100 % of the calls fail, and the chance that a replica's breaker opens is 1.";
  assert.equal(told({}), `${what} From 2027-01-31T09:10:00Z, for 10 min. ${odds}`);
  assert.equal(told({}, { minutes: 10 }), `${what} In force now, until 2027-01-31T09:20:00Z, for 10 min. ${odds}`);
  assert.equal(
    told({}, { minutes: 20 }),
    `${what} It is over since 2027-01-31T09:20:00Z: set holdfast:chaos.anchor anew to see it again.`,
  );
});

test("a phase that repeats is told with its next occurrence", () => {
  const glitch = { startMs: 0, durationMs: 1_500, repeatMs: 60_000, rampMs: 500 };
  assert.match(
    told(glitch, { minutes: 90 }),
    /abort UNAVAILABLE, 100 %, rising for 500 ms\. In force now, until 2027-01-31T10:30:01\.500Z, for 1500 ms, every 1 min\./,
  );
});

test("a glitch too short for the breaker's window is told to pass it by, and a long one to have many windows", () => {
  assert.match(told({ durationMs: 1_000 }), /the chance that a replica's breaker opens is 0\.$/);
  const quarter = { abort: { percentage: 25 } };
  assert.match(told({ durationMs: 60_000, faults: quarter }), /25 % of the calls fail, .* opens is 0\.19\.$/);
  assert.match(told({ durationMs: 600_000, faults: quarter }), /25 % of the calls fail, .* opens is 0\.88\.$/);
});

test("a phase that strikes one replica of two is reckoned as half of the calls", () => {
  assert.match(
    told({ replicas: ["payment-1"] }),
    /abort UNAVAILABLE, 100 % on payment-1\. .* 50 % of the calls fail, since it strikes 1 of 2 replicas, .* opens is 1\.$/,
  );
  assert.match(told({ replicas: ["payment-*"] }), /on payment-\*\. .* 100 % of the calls fail, and/);
});

test("where there is no breaker, or only a crash, no chances are told", () => {
  assert.match(told({}, { breaker: { mode: "off" } }), /for 10 min\.$/);
  assert.match(
    told({ faults: { crash: { percentage: 50 } } }),
    /: crash, 50 %\. From 2027-01-31T09:10:00Z, for 10 min\.$/,
  );
});
