import assert from "node:assert/strict";
import { test } from "node:test";
import { breakerSpans } from "./breaker-spans.ts";
import { measure } from "./measures.ts";
import type { Run } from "./run.ts";
import type { Measure } from "./scenario.ts";
import { testCalls, testEvents, testRun } from "./test-run.ts";

const calls = testCalls([
  [0, 20, "CONFIRMED"],
  [1_000, 40, "DECLINED"],
  [2_500, 900, "PAYMENT_PENDING"],
  [3_000, 5, "UNAVAILABLE"],
  [3_500, 0, "DROPPED"],
  [3_600, 7, "FOUND"],
]);
const money = { orders: 3, ledgerRows: 3, movements: 2, pending: 0, inReview: 1, differences: [] };

const MEASURED: [Measure, number][] = [
  [{ kind: "share", outcomes: ["CONFIRMED", "DECLINED"] }, 40],
  [{ kind: "share", outcomes: ["PAYMENT_PENDING"], during: "outage" }, 100 / 3],
  [{ kind: "found" }, 100],
  [{ kind: "latency", method: "PlaceOrder", percentile: 50 }, 40],
  [{ kind: "latency", method: "PlaceOrder", percentile: 99 }, 900],
  [{ kind: "useful", withinMs: 300 }, 0.2],
  [{ kind: "useful", withinMs: 300, during: "outage" }, 0],
  [{ kind: "dropped", during: "outage" }, 1],
  [{ kind: "money" }, 0],
  [{ kind: "pending" }, 0],
  [{ kind: "in-review" }, 1],
];

for (const [wanted, value] of MEASURED)
  test(`${JSON.stringify(wanted)} is measured`, () => {
    assert.equal(measure(testRun({ calls, money }), wanted), value);
  });

test("what nothing tells of is not measured", () => {
  const unmeasured: Measure[] = [
    { kind: "share", outcomes: ["CONFIRMED"] },
    { kind: "found" },
    { kind: "latency", method: "GetOrder", percentile: 99 },
    { kind: "useful", withinMs: 300 },
    { kind: "dropped" },
    { kind: "trips" },
    { kind: "closed", during: "outage" },
    { kind: "sent", during: "outage" },
    { kind: "time-to-open", during: "outage" },
    { kind: "time-to-settled", during: "outage" },
    { kind: "pending" },
    { kind: "most-pending" },
    { kind: "in-review" },
    { kind: "orders-per-key" },
    { kind: "money" },
    { kind: "times", of: { kind: "useful", withinMs: 300 }, scenario: "another" },
  ];
  for (const wanted of unmeasured) assert.equal(measure(testRun(), wanted), undefined, wanted.kind);
});

test("nor is what nothing tells of in the window", () => {
  const events = testEvents([[1_000, 10, 0, 0]]);
  const before = testCalls([[1_000, 20, "CONFIRMED"]]);
  const looked = testCalls([[2_500, 7, "FOUND"]]);
  const during = "outage";
  assert.equal(measure(testRun({ events }), { kind: "sent", during }), undefined);
  assert.equal(measure(testRun({ calls: before }), { kind: "dropped", during }), undefined);
  assert.equal(measure(testRun({ calls: looked }), { kind: "useful", withinMs: 300, during }), undefined);
  assert.equal(measure(testRun({ calls: looked }), { kind: "dropped", during }), 0);
});

test("a breaker that is open when it is first seen has not been seen to open, whatever another one did before", () => {
  const events = {
    ...testEvents([
      [1_000, 10, 0, 0],
      [1_000, 0, 1, -1],
      [9_000, 10, 0, 0],
      [9_100, 0, 1, -1],
    ]),
    replicas: ["order-1", "order-2"],
    replica: [0, 1, 1, 1],
  };
  assert.equal(measure(testRun({ events }), { kind: "trips" }), 1);
});

test("what breakers did before the run is none of its own", () => {
  const events = testEvents([
    [-90_000, 10, 0, 0],
    [-80_000, 0, 1, -1],
    [-70_000, 10, 0, 0],
    [1_000, 10, 0, 0],
  ]);
  const run = testRun({ events });
  assert.equal(measure(run, { kind: "trips" }), 0);
  assert.deepEqual(breakerSpans(run), [{ replica: "order-1", state: "closed", fromMs: -3_000, toMs: 12_000 }]);
});

test("an outage: from the first failure to open, and what was sent and closed in it", () => {
  const events = testEvents([
    [1_000, 10, 0, 0],
    [2_000, 100, 0, 1],
    [2_200, 50, 0, 1],
    [2_400, 0, 1, -1],
    [5_000, 10, 2, 0],
    [6_000, 10, 0, 0],
  ]);
  const run = testRun({ events });
  assert.equal(measure(run, { kind: "time-to-open", during: "outage" }), 300);
  assert.equal(measure(run, { kind: "trips" }), 1);
  assert.equal(measure(run, { kind: "sent", during: "outage" }), 2);
  assert.equal(measure(run, { kind: "closed", during: "outage" }), 20);
});

test("an outage: until the last order that was pending at its end is settled, whatever comes later", () => {
  const orders = { placedMs: [1_000, 3_000, 5_000], settledMs: [4_500, 7_000, 9_000], status: ["", "", ""], keys: 3 };
  assert.equal(measure(testRun({ orders }), { kind: "time-to-settled", during: "outage" }), 3_000);
  assert.equal(measure(testRun({ orders }), { kind: "most-pending" }), 2);
  assert.equal(measure(testRun({ orders }), { kind: "orders-per-key" }), 1);
  const never = { ...orders, settledMs: [4_500, null, 9_000] };
  assert.equal(measure(testRun({ orders: never }), { kind: "time-to-settled", during: "outage" }), undefined);
  const leftToAPerson = { ...orders, status: ["", "needs-review", ""] };
  assert.equal(measure(testRun({ orders: leftToAPerson }), { kind: "time-to-settled", during: "outage" }), undefined);
});

test("compared with a run in which nothing was useful, one useful answer is taken for it", () => {
  const useful: Measure = { kind: "useful", withinMs: 300, during: "outage" };
  const here = testRun({
    calls: testCalls([
      [2_100, 9, "CONFIRMED"],
      [2_200, 9, "CONFIRMED"],
    ]),
  });
  const there = testRun({ calls: testCalls([[2_100, 900, "CONFIRMED"]]) });
  assert.equal(
    measure(here, { kind: "times", of: useful, scenario: "there" }, () => there),
    2,
  );
});

test("a run that was interrupted, or of another target, is nothing to compare with", () => {
  const useful: Measure = { kind: "useful", withinMs: 300 };
  const calls = testCalls([[2_100, 9, "CONFIRMED"]]);
  const times: Measure = { kind: "times", of: useful, scenario: "there" };
  const against = (there: Partial<Run>) => measure(testRun({ calls }), times, () => testRun({ calls, ...there }));
  assert.equal(against({}), 1);
  assert.equal(against({ interrupted: true }), undefined);
  assert.equal(against({ target: "stack dev" }), undefined);
});

test("a window that the scenario does not have is a fault of the scenario", () => {
  assert.throws(() => measure(testRun(), { kind: "dropped", during: "feast" }), /no window "feast"/);
});
