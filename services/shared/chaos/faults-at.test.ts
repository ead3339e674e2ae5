import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ChaosSettings } from "./chaos-settings.ts";
import { faultsAt } from "./faults-at.ts";
import { tellFaults } from "./tell-faults.ts";

const ANCHOR = "2027-03-28T00:59:00Z";
const at = (offsetMs: number) => Date.parse(ANCHOR) + offsetMs;

const TIMELINE = ChaosSettings.parse({
  anchor: ANCHOR,
  delay: { ms: 50, jitterMs: 10 },
  phases: [
    { name: "glitch", startMs: 10_000, durationMs: 1_000, repeatMs: 60_000, faults: { abort: { percentage: 100 } } },
    {
      name: "brown-out",
      startMs: 100_000,
      durationMs: 60_000,
      rampMs: 40_000,
      replicas: ["payment-b*"],
      faults: { delay: { ms: 200, p99Ms: 2_000, percentage: 80 }, dropReply: { percentage: 10 } },
    },
    {
      name: "restart",
      startMs: 300_000,
      durationMs: 5_000,
      faults: { crash: { percentage: 50 }, hang: { percentage: 1 } },
    },
  ],
});

const ALWAYS = "delay 50 ± 10 ms, 100 %";

const TABLE: [offsetMs: number, told: string[]][] = [
  [-1_000_000, [ALWAYS]],
  [0, [ALWAYS]],
  [9_999, [ALWAYS]],
  [10_000, [ALWAYS, "abort UNAVAILABLE, 100 % (glitch)"]],
  [10_999, [ALWAYS, "abort UNAVAILABLE, 100 % (glitch)"]],
  [11_000, [ALWAYS]],
  [70_500, [ALWAYS, "abort UNAVAILABLE, 100 % (glitch)"]],
  [
    100_000,
    [
      ALWAYS,
      "delay 200 ms (p99 2000 ms), 0 % (brown-out, on payment-b*)",
      "drop reply, 0 % (brown-out, on payment-b*)",
    ],
  ],
  [
    110_000,
    [
      ALWAYS,
      "delay 200 ms (p99 2000 ms), 20 % (brown-out, on payment-b*)",
      "drop reply, 2.5 % (brown-out, on payment-b*)",
    ],
  ],
  [
    159_999,
    [
      ALWAYS,
      "delay 200 ms (p99 2000 ms), 80 % (brown-out, on payment-b*)",
      "drop reply, 10 % (brown-out, on payment-b*)",
    ],
  ],
  [160_000, [ALWAYS]],
  [304_999, [ALWAYS, "hang, 1 % (restart)", "crash, 50 % (restart)"]],
  [10_000 + 60_000 * 100_000, [ALWAYS, "abort UNAVAILABLE, 100 % (glitch)"]],
];

test("faults are in force when the timeline says so", () => {
  for (const [offsetMs, told] of TABLE)
    assert.deepEqual(tellFaults(faultsAt(TIMELINE, at(offsetMs))), told, `${offsetMs}`);
});

test("a phase strikes the replicas that it names, and no others", () => {
  const kinds = (replica: string) => faultsAt(TIMELINE, at(150_000), replica).map(({ kind }) => kind);
  assert.deepEqual(kinds("payment-b7"), ["delay", "delay", "dropReply"]);
  assert.deepEqual(kinds("payment-a1"), ["delay"]);
});

test("a fault tells its phase, which occurrence that is, and since when", () => {
  const abort = faultsAt(TIMELINE, at(130_500), "payment-a1").find(({ kind }) => kind === "abort");
  assert.deepEqual([abort?.phase, abort?.occurrence, abort?.sinceMs], ["glitch", 2, at(130_000)]);
});

test("an anchor in another zone is the same instant, and clocks that are put forward move nothing", () => {
  // At 01:00 UTC on this day, European clocks go from 02:00 to 03:00.
  const elsewhere = { ...TIMELINE, anchor: "2027-03-28T01:59:00+01:00" };
  for (let offsetMs = 0; offsetMs < 400_000; offsetMs += 500)
    assert.deepEqual(faultsAt(elsewhere, at(offsetMs)), faultsAt(TIMELINE, at(offsetMs)));
});

const phase = fc
  .record({
    startMs: fc.nat(10_000),
    durationMs: fc.integer({ min: 1, max: 10_000 }),
    pauseMs: fc.nat(10_000),
    ramp: fc.double({ min: 0, max: 1, noNaN: true }),
    percentage: fc.double({ min: 0, max: 100, noNaN: true }),
  })
  .map(({ startMs, durationMs, pauseMs, ramp, percentage }) => ({
    name: "phase",
    startMs,
    durationMs,
    repeatMs: durationMs + pauseMs,
    rampMs: Math.floor(ramp * durationMs),
    faults: { hang: { percentage } },
  }));

test("a phase that repeats looks the same in each occurrence, but for its number", () => {
  fc.assert(
    fc.property(phase, fc.nat(30_000), fc.integer({ min: 1, max: 1_000 }), (phase, offsetMs, later) => {
      const chaos = ChaosSettings.parse({ anchor: ANCHOR, phases: [phase] });
      const time = at(phase.startMs + offsetMs);
      const [now] = faultsAt(chaos, time);
      const [then] = faultsAt(chaos, time + later * phase.repeatMs);
      assert.deepEqual(
        then && { ...then, occurrence: then.occurrence - later, sinceMs: then.sinceMs - later * phase.repeatMs },
        now,
      );
    }),
  );
});

test("a percentage never leaves 0 to what is set, and within an occurrence never falls", () => {
  fc.assert(
    fc.property(phase, fc.nat(40_000), fc.nat(100), (phase, offsetMs, stepMs) => {
      const chaos = ChaosSettings.parse({ anchor: ANCHOR, phases: [phase] });
      const [now] = faultsAt(chaos, at(offsetMs));
      const [next] = faultsAt(chaos, at(offsetMs + stepMs));
      if (now) assert.ok(now.percentage >= 0 && now.percentage <= phase.faults.hang.percentage);
      if (now && now.occurrence === next?.occurrence) assert.ok(next.percentage >= now.percentage);
    }),
  );
});

test("in force for some replica is in force for the whole", () => {
  fc.assert(
    fc.property(fc.nat(400_000), fc.constantFrom("payment-a1", "payment-b1", "other"), (offsetMs, replica) => {
      const all = tellFaults(faultsAt(TIMELINE, at(offsetMs)));
      for (const told of tellFaults(faultsAt(TIMELINE, at(offsetMs), replica))) assert.ok(all.includes(told));
    }),
  );
});
