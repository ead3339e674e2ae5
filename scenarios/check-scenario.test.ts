import assert from "node:assert/strict";
import { test } from "node:test";
import { CATALOGUE } from "./catalogue/index.ts";
import { requireGood } from "./check-scenario.ts";
import example from "./example.ts";
import type { Scenario } from "./scenario.ts";

/** The example with some of it changed; a file is not type-checked when it is run, so that anything may stand there. */
const changed = (changes: object) => ({ ...example, ...changes }) as Scenario;
const phase = (changes: object) => {
  const faults = { abort: { percentage: 100 } };
  return { chaos: { phases: [{ name: "outage", startMs: 1_000, durationMs: 1_000, faults, ...changes }] } };
};
const other = { name: "more", startMs: 1_500, durationMs: 10, faults: { abort: { percentage: 1 } } };

test("the scenarios that there are can be run", () => {
  for (const scenario of [...CATALOGUE, example]) requireGood(scenario);
  requireGood(changed(phase({ replicas: ["payment-*"] })));
  requireGood(changed({ actions: [{ kind: "kill", atMs: 0, replica: "payment-1" }] }));
});

const BAD: [string, object, RegExp][] = [
  [
    "a percentage over 100",
    phase({ faults: { hang: { percentage: 101 } } }),
    /`chaos.phases\[0\].faults.hang.percentage` is 101: must be a number from 0 to 100/,
  ],
  ["a negative phase", phase({ startMs: -1 }), /`chaos.phases\[0\].startMs` is -1: must be a whole number/],
  [
    "overlapping phases",
    { chaos: { phases: [...phase({}).chaos.phases, other] } },
    /`chaos.phases\[1\].startMs` is 1500: must not let phase "more" and phase "outage"/,
  ],
  [
    "a phase on top of what is always so",
    { chaos: { ...phase({}).chaos, abort: { percentage: 5 } } },
    /phase "throughout" and phase "outage"/,
  ],
  ["phases that are none", { chaos: { phases: { name: "outage" } } }, /`chaos.phases` is .*: must be a list/],
  [
    "an unknown kind of fault",
    phase({ faults: { explode: { percentage: 1 } } }),
    /`chaos.phases\[0\].faults.explode` is not a setting/,
  ],
  [
    "an unknown code",
    phase({ faults: { abort: { code: "TEAPOT", percentage: 1 } } }),
    /`chaos.phases\[0\].faults.abort.code` is "TEAPOT": must be the name of a gRPC error/,
  ],
  [
    "a crash without a phase",
    { chaos: { crash: { percentage: 100 } } },
    /`chaos.crash` .*must stand in the faults of a phase/,
  ],
  [
    "an unknown replica to strike",
    phase({ replicas: ["payment-2"] }),
    /`chaos.phases\[0\].replicas` has "payment-2": must be of payment-1/,
  ],
  [
    "an unknown replica to kill",
    { actions: [{ kind: "kill", atMs: 0, replica: "order-2" }] },
    /`actions\[0\].replica` is "order-2": must be one of order-1, payment-1/,
  ],
  [
    "settings of a service that are none",
    { live: { breaker: { failureRatio: 50 } } },
    /`live.breaker.failureRatio` is 50: must be greater than 0 and at most 1/,
  ],
  [
    "a window that is not there",
    { windows: {} },
    /expectations\[1\] speaks of the window "outage": `windows` has none of that name/,
  ],
  [
    "a rate that is none",
    { load: { ...example.load, rate: [{ atMs: 0, perSecond: -5 }] } },
    /`load.rate\[0\].perSecond` is -5: must be more than 0/,
  ],
];
for (const [what, changes, said] of BAD)
  test(`${what} is refused before anything is done`, () => {
    assert.throws(() => requireGood(changed(changes)), said);
  });

test("all that is wrong is told at once", () => {
  const scenario = changed({ ...phase({ startMs: -1 }), windows: {} });
  assert.throws(() => requireGood(scenario), /startMs.*; expectations/s);
});
