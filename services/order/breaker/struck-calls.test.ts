import assert from "node:assert/strict";
import { test } from "node:test";
import { ChaosSettings } from "../../shared/chaos/chaos-settings.ts";
import { drawFaults } from "../../shared/chaos/draw-faults.ts";
import { faultsAt } from "../../shared/chaos/faults-at.ts";
import { struckCalls } from "./struck-calls.ts";
import { VERDICT_OF_STATUS } from "./verdict.ts";

const DEADLINE_MS = 1_000;
const ANCHOR = "2027-01-31T09:00:00Z";
const inForce = (chaos: object) => faultsAt(ChaosSettings.parse(chaos), Date.parse(ANCHOR));
const failing = (chaos: object) => struckCalls(inForce(chaos), DEADLINE_MS).failing;
const phase = (faults: object) => ({ anchor: ANCHOR, phases: [{ name: "p", startMs: 0, durationMs: 1_000, faults }] });

test("a delay past the deadline is a failure, one within it is none, and delays add up", () => {
  assert.equal(failing({ delay: { ms: 1_000, percentage: 40 } }), 0.4);
  assert.equal(failing({ delay: { ms: 999, percentage: 40 } }), 0);
  assert.equal(failing({ delay: { ms: 600, percentage: 50 }, ...phase({ delay: { ms: 400, percentage: 50 } }) }), 0.25);
});

test("a delay that is drawn fails as often as it is drawn too long", () => {
  const near = (share: number, expected: number) => assert.ok(Math.abs(share - expected) < 1e-9, `${share}`);
  near(failing({ delay: { ms: 900, jitterMs: 200 } }), 0.25);
  near(failing({ delay: { ms: 100, p99Ms: 1_000 } }), 0.01);
});

test("hanging and losing replies are failures, and what one fault has ended no other strikes", () => {
  assert.equal(failing({ hang: { percentage: 30 } }), 0.3);
  assert.equal(failing({ dropReply: { percentage: 30 } }), 0.3);
  assert.equal(failing({ processorAbort: { percentage: 30 } }), 0.3);
  assert.equal(failing({ delay: { ms: 600 }, processorDelay: { ms: 400, percentage: 30 } }), 0.3);
  assert.equal(failing({ abort: { percentage: 50 }, hang: { percentage: 50 }, dropReply: { percentage: 50 } }), 0.875);
  assert.equal(failing(phase({ crash: { percentage: 100 } })), 0);
});

test("a call that hangs takes until the deadline", () => {
  assert.equal(struckCalls(inForce({ hang: { percentage: 100 } }), DEADLINE_MS).meanMs, DEADLINE_MS);
  assert.equal(struckCalls(inForce({ delay: { ms: 200 } }), DEADLINE_MS).meanMs, 220);
});

test("the shares are those of the faults that Payment draws", () => {
  const chaos = {
    delay: { ms: 300, p99Ms: 2_000, percentage: 60 },
    abort: { code: "INVALID_ARGUMENT", percentage: 10 },
    ...phase({ delay: { ms: 500, jitterMs: 400 }, hang: { percentage: 5 }, dropReply: { percentage: 5 } }),
  };
  const calls = 10_000;
  const ended = { failure: 0, excluded: 0, success: 0 };
  for (let call = 0; call < calls; call++) {
    const strikes = drawFaults(inForce(chaos), { seed: 0, key: `${call}`, attempt: "" });
    const delayedMs = strikes.reduce((total, strike) => total + (strike.kind === "delay" ? strike.ms : 0), 0);
    const [ending] = strikes.filter(({ kind }) => kind !== "delay");
    if (delayedMs >= DEADLINE_MS) ended.failure++;
    else if (ending?.kind === "abort") ended[VERDICT_OF_STATUS[ending.code]]++;
    else ended[ending ? "failure" : "success"]++;
  }
  const told = struckCalls(inForce(chaos), DEADLINE_MS);
  for (const [share, drawn] of [
    [told.failing, ended.failure],
    [told.excluded, ended.excluded],
  ] as const)
    assert.ok(Math.abs(share - drawn / calls) < 0.015, `${share}, but drawn were ${drawn / calls}`);
});
