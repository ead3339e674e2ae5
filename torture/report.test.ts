import assert from "node:assert/strict";
import { test } from "node:test";
import { cover, gaps, newCoverage } from "./coverage.ts";
import type { HistoryEvent } from "./history.ts";
import { good, historyOf } from "./made-history.ts";
import { describeRound, verdict } from "./report.ts";

test("A round is told in a line, and each violation in one of its own.", () => {
  const judged = { round: 3, violations: ["order 1 went back"], history: historyOf(good()), seconds: 6.04 };
  assert.equal(
    describeRound(judged),
    "round 3: 2 calls (2 answered), 1 orders, 1 movements of money, 0 faults, 1 violations (6.0 s)\n  ✗ order 1 went back",
  );
});

test("A run is good without violations, and a long one only if everything was tried.", () => {
  const full = new Map([...newCoverage().keys()].map((name) => [name, 1]));
  assert.equal(verdict({ rounds: 20, violations: 0, coverage: full }).good, true);
  assert.equal(verdict({ rounds: 20, violations: 1, coverage: full }).good, false);
  assert.equal(verdict({ rounds: 20, violations: 0, coverage: newCoverage() }).good, false);
  assert.equal(verdict({ rounds: 19, violations: 0, coverage: newCoverage() }).good, true);
  assert.match(verdict({ rounds: 20, violations: 0, coverage: newCoverage() }).text, /never tried: fault: kill; /);
});

test("Deaths count for the service and the point, ends for what the order came to.", () => {
  const coverage = newCoverage();
  const death: HistoryEvent = {
    type: "fault",
    atMs: 1,
    fault: { kind: "crash-point", replica: "order-2", point: "before-insert", downMs: 1 },
  };
  cover(coverage, [...historyOf(good()), death]);
  const covered = ["fault: crash-point", "order died: before-insert", "ended: confirmed"];
  assert.deepEqual(
    covered.filter((name) => coverage.get(name) !== 1),
    [],
  );
  assert.equal(gaps(coverage).length, coverage.size - covered.length);
});
