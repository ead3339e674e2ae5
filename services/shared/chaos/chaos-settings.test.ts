import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { encodeSettings, explain } from "../settings.ts";
import { ChaosSettings, isChaotic } from "./chaos-settings.ts";

const ANCHOR = "2027-01-31T09:00:00Z";
const OUTAGE = { name: "outage", startMs: 0, durationMs: 600_000, faults: { abort: { percentage: 100 } } };

/** What is wrong with chaos settings, as the live file or stack config would say it. */
function problems(chaos: object): string[] {
  const input = { chaos };
  const result = z.strictObject({ chaos: ChaosSettings }).safeParse(input, { reportInput: true });
  return result.success ? [] : explain(result.error, "", input);
}

const phased = (...phases: object[]) =>
  problems({ anchor: ANCHOR, phases: phases.map((phase) => ({ ...OUTAGE, ...phase })) });

test("no chaos is the default", () => {
  const none = ChaosSettings.parse({});
  assert.deepEqual(none, { seed: 0, phases: [] });
  assert.equal(isChaotic(none), false);
  assert.equal(isChaotic(ChaosSettings.parse({ anchor: ANCHOR, seed: 7 })), false);
  assert.equal(isChaotic(ChaosSettings.parse({ hang: { percentage: 1 } })), true);
  assert.equal(isChaotic(ChaosSettings.parse({ anchor: ANCHOR, phases: [OUTAGE] })), true);
});

test("numbers may be text, as `pulumi config set --path` leaves some of them", () => {
  const { seed, phases } = ChaosSettings.parse({
    seed: "7",
    anchor: ANCHOR,
    phases: [{ name: "slow", startMs: "1000", durationMs: "500", repeatMs: "60000", faults: { delay: { ms: "200" } } }],
  });
  assert.deepEqual(
    [seed, phases],
    [
      7,
      [
        {
          name: "slow",
          startMs: 1_000,
          durationMs: 500,
          repeatMs: 60_000,
          rampMs: 0,
          faults: { delay: { ms: 200, percentage: 100 } },
        },
      ],
    ],
  );
});

test("settings that were read can be written and read again: that is how they reach the pods", () => {
  const chaos = ChaosSettings.parse({ anchor: ANCHOR, delay: { ms: 9, p99Ms: "90" }, phases: [OUTAGE] });
  assert.deepEqual(ChaosSettings.parse(JSON.parse(encodeSettings(chaos))), chaos);
});

test("a fault that cannot be is refused with key, value and rule", () => {
  const percentage = "must be a number from 0 to 100: it is a percentage of the calls";
  for (const kind of ["abort", "hang", "dropReply"]) {
    assert.deepEqual(problems({ [kind]: { percentage: 100.5 } }), [
      `\`chaos.${kind}.percentage\` is 100.5: ${percentage}`,
    ]);
    assert.deepEqual(problems({ [kind]: {} }), [`\`chaos.${kind}.percentage\` is missing: ${percentage}`]);
  }
  const ms = "must be a whole number of milliseconds from 0 to 60000";
  assert.deepEqual(problems({ delay: { ms: 60_001 } }), [`\`chaos.delay.ms\` is 60001: ${ms}`]);
  assert.deepEqual(problems({ delay: { ms: 100, jitterMs: 101 } }), [
    "`chaos.delay.jitterMs` is 101: must be at most ms (100): a delay cannot be shorter than none",
  ]);
  assert.match(
    problems({ delay: { ms: 100, p99Ms: 100 } }).join(),
    /^`chaos\.delay\.p99Ms` is 100: must be more than ms/,
  );
  assert.match(
    problems({ delay: { ms: 0, p99Ms: 100 } }).join(),
    /^`chaos\.delay\.ms` is 0: must be at least 1 beside p99Ms/,
  );
  assert.match(
    problems({ delay: { ms: 9, jitterMs: 1, p99Ms: 100 } }).join(),
    /^`chaos\.delay\.p99Ms` is 100: must not stand beside jitterMs/,
  );
  assert.match(
    problems({ abort: { code: "OK", percentage: 1 } }).join(),
    /^`chaos\.abort\.code` is "OK": must be the name of a gRPC error: CANCELLED, /,
  );
  assert.match(problems({ explode: {} }).join(), /^`chaos\.explode` is not a setting/);
  assert.match(phased({ faults: { explode: {} } }).join(), /`chaos\.phases\[0\]\.faults\.explode` is not a setting/);
});

test("a crash that is always in force is refused: it would strike after each restart", () => {
  assert.deepEqual(problems({ crash: { percentage: 100 } }), [
    '`chaos.crash` is {"percentage":100}: must stand in the faults of a phase: always in force, it would strike after each restart',
  ]);
});

test("phases without an anchor are refused, and an anchor is an instant with its zone", () => {
  assert.deepEqual(problems({ phases: [OUTAGE] }), [
    "`chaos.anchor` is required beside phases: it is the instant from which they count, like 2027-01-31T09:00:00Z",
  ]);
  for (const anchor of ["now", "2027-01-31", "2027-01-31T09:00:00", "2027-02-30T09:00:00Z", 1_800_000_000_000])
    assert.match(
      problems({ anchor, phases: [OUTAGE] }).join(),
      /^`chaos\.anchor` is .*: must be an instant with its zone/,
    );
  assert.deepEqual(problems({ anchor: "2027-01-31T10:00:00+01:00", phases: [OUTAGE] }), []);
});

test("an anchor that YAML took for a time is the instant that was meant", () => {
  for (const [printed, meant] of [
    ["2027-01-31 09:00:00 +0000 UTC", "2027-01-31T09:00:00Z"],
    ["2027-01-31 10:30:00.5 +0130 +0130", "2027-01-31T09:00:00.5Z"],
  ] as const)
    assert.equal(Date.parse(ChaosSettings.parse({ anchor: printed }).anchor ?? ""), Date.parse(meant));
});

test("times of a phase that cannot be are refused with key, value and rule", () => {
  const refused: [object, RegExp][] = [
    [
      { startMs: -1 },
      /^`chaos\.phases\[0\]\.startMs` is -1: must be a whole number of milliseconds from 0 to 604800000$/,
    ],
    [{ durationMs: 0 }, /\.durationMs` is 0: must be a whole number of milliseconds from 1 to 86400000$/],
    [{ durationMs: 86_400_001 }, /\.durationMs` is 86400001: /],
    [{ durationMs: undefined }, /\.durationMs` is missing: /],
    [{ repeatMs: 604_800_001 }, /\.repeatMs` is 604800001: /],
    [
      { repeatMs: 599_999 },
      /\.repeatMs` is 599999: must be at least durationMs \(600000\): the phase would begin again/,
    ],
    [{ rampMs: 600_001 }, /\.rampMs` is 600001: must be at most durationMs \(600000\)/],
    [
      { faults: { crash: { percentage: 1 } }, durationMs: 999 },
      /\.durationMs` is 999: must be at least 1000 for a phase with a crash/,
    ],
    [{ faults: {} }, /\.faults` is \{\}: must have at least one of delay, abort, hang, .* and crash$/],
    [{ name: "Out age" }, /\.name` is "Out age": must have 1 to 40 small letters/],
    [{ name: "always" }, /\.name` is "always": must be another/],
    [{ replicas: [] }, /\.replicas` is \[\]: must name a replica, or be left out$/],
    [
      { replicas: ["payment-*-1"] },
      /\.replicas\[0\]` is "payment-\*-1": must be the name of a replica, or the beginning/,
    ],
  ];
  for (const [changes, message] of refused) {
    const found = phased(changes);
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0] ?? "", message);
  }
  assert.match(problems({ anchor: ANCHOR, phases: {} }).join(), /^`chaos\.phases` is \{\}: must be a list$/);
});

test("phases that could do the same thing at the same time are refused, with the names of both", () => {
  assert.deepEqual(phased({}, { name: "second", startMs: 599_999 }), [
    '`chaos.phases[1].startMs` is 599999: must not let phase "second" and phase "outage" be in force at the same time: both have abort for the same replicas, and which one would count? Move one, or name other replicas',
  ]);
  assert.deepEqual(phased({}, { name: "second", startMs: 600_000 }), []);
  assert.deepEqual(phased({}, { name: "slow", faults: { delay: { ms: 9 } } }), [], "another kind");
  assert.deepEqual(
    phased({ replicas: ["payment-1"] }, { name: "second", replicas: ["payment-2"] }),
    [],
    "other replicas",
  );
  assert.equal(phased({ replicas: ["payment-1"] }, { name: "second", replicas: ["x", "payment-*"] }).length, 1);
  assert.equal(phased({ replicas: ["payment-1"] }, { name: "second" }).length, 1);
  assert.match(phased({}, { startMs: 600_000 }).join(), /^`chaos\.phases\[1\]\.name` is "outage": must be another/);
});

test("more phases than anybody could read are refused", () => {
  const many = Array.from({ length: 51 }, (_, index) => ({ name: `p${index}`, startMs: index * 600_000 }));
  assert.match(phased(...many).join(), /must have at most 50 phases$/);
  assert.deepEqual(phased(...many.slice(1)), []);
});
