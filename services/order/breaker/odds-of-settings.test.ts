import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../shared/chaos/fault-settings.ts";
import { oddsOf } from "./odds-of-settings.ts";
import { Policy } from "./policy.ts";
import { seeded } from "./seeded.ts";
import { BreakerSettings } from "./settings.ts";

const settings = BreakerSettings.parse({});
const QUARTER = { kind: "abort", code: "UNAVAILABLE", percentage: 25 } as const;
const DEV: Fault[] = [{ kind: "delay", ms: 200, percentage: 100 }, QUARTER];

const near = (actual: number, expected: number, within: number) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`);

test("a quarter of failures against a half of five: 0.19 at one call a second", () => {
  near(oddsOf(settings, [QUARTER], 1).opens, 0.19, 0.005);
});

test("at 50 calls a second of 200 ms, those in flight dilute the ratio: it hardly ever opens", () => {
  const { opens } = oddsOf(settings, DEV, 50);
  assert.ok(opens > 0 && opens < 0.005, `${opens}`);
});

test("one half-open round closes with 0.75 to the fifth", () => near(oddsOf(settings, DEV, 1).closes, 0.2373, 0.0001));

/** The share of windows in which the real policy opens; each call takes 220 ms. */
function simulated(perSecond: number, windows: number): number {
  const { next } = seeded(perSecond);
  let trips = 0;
  for (let window = 0; window < windows; window++) {
    const policy = new Policy(settings, 0);
    const inFlight: { endsAt: number; call: ReturnType<Policy["admit"]> }[] = [];
    let at = 0;
    while (policy.state(at) === "closed") {
      at += (-1_000 * Math.log(1 - next())) / perSecond;
      if (at > 60_000) break;
      for (let first = inFlight[0]; first && first.endsAt <= at; first = inFlight[0]) {
        inFlight.shift();
        if (first.call.admitted) policy.settle(first.call, next() < 0.25 ? "failure" : "success", first.endsAt);
      }
      inFlight.push({ endsAt: at + 220, call: policy.admit(at) });
    }
    if (policy.state(at) !== "closed" && at <= 60_000) trips++;
  }
  return trips / windows;
}

for (const [perSecond, windows] of [
  [1, 5_000],
  [5, 2_000],
] as const)
  test(`the real policy opens as often, at ${perSecond} calls a second`, () => {
    near(oddsOf(settings, DEV, perSecond).opens, simulated(perSecond, windows), 0.025);
  });

test("an outage opens it for certain, and no round closes it", () => {
  const { failing, opens, closes } = oddsOf(settings, [{ ...QUARTER, percentage: 100 }], 10);
  near(opens, 1, 1e-9);
  assert.deepEqual([failing, closes], [1, 0]);
});

test("a window with too few calls cannot open it", () => {
  const { calls, opens } = oddsOf({ ...settings, minRequests: 100 }, [{ ...QUARTER, percentage: 100 }], 1);
  assert.deepEqual([calls, opens < 1e-9], [60, true]);
});

test("a status that says nothing about Payment is no failure", () => {
  const excluded = (percentage: number) => ({ kind: "abort", code: "INVALID_ARGUMENT", percentage }) as const;
  const odds = oddsOf(settings, [excluded(50)], 1);
  assert.deepEqual([odds.failing, odds.opens, odds.closes], [0, 0, 1]);
  assert.equal(oddsOf(settings, [excluded(100)], 1).closes, 0);
});

test("no faults, no risk; extremes stay probabilities", () => {
  assert.deepEqual(oddsOf(settings, [], 10), { failing: 0, calls: 600, opens: 0, closes: 1 });
  const never = BreakerSettings.parse({ intervalMs: 0, failureRatio: 0.01 });
  for (const rate of [0.001, 10_000]) {
    const { opens } = oddsOf(never, DEV, rate);
    assert.ok(opens >= 0 && opens <= 1 + 1e-9, `${opens}`);
  }
});
