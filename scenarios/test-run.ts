/** A run for tests: two replicas, an outage from 2 s to 4 s of ten, and only what a test cares for. */
import { scenario } from "./article.ts";
import type { Run } from "./run.ts";
import type { Scenario } from "./scenario.ts";

export function testRun(run: Partial<Run> = {}, given: Partial<Scenario> = {}): Run {
  const base = scenario({
    name: "test",
    title: "A test",
    hypothesis: "It works.",
    durationMs: 10_000,
    expectations: [],
  });
  return {
    format: "holdfast-run",
    version: 1,
    scenario: { ...base, windows: { outage: { fromMs: 2_000, toMs: 4_000 } }, ...given },
    target: "local",
    seed: 1,
    startedAt: "2027-01-31T09:00:00.000Z",
    endMs: 12_000,
    interrupted: false,
    calls: { method: [], dueMs: [], tookMs: [], outcome: [], tries: [], outcomes: [] },
    events: { replicas: [], replica: [], atMs: [], tookMs: [], state: [], verdict: [] },
    samples: [],
    faults: [],
    actions: [],
    ...run,
  };
}

/** Calls of PlaceOrder as columns, out of [due, took, outcome] each; GetOrder's outcome is FOUND. */
export function testCalls(calls: readonly [number, number, string][]): Run["calls"] {
  const outcomes = [...new Set(calls.map(([, , outcome]) => outcome))];
  return {
    method: calls.map(([, , outcome]) => (outcome === "FOUND" ? 1 : 0)),
    dueMs: calls.map(([due]) => due),
    tookMs: calls.map(([, took]) => took),
    outcome: calls.map(([, , outcome]) => outcomes.indexOf(outcome)),
    tries: calls.map(() => 1),
    outcomes,
  };
}

/** Records of order-1's breaker, out of [at, took, state, verdict] each: 0 closed, 1 open, 2 half-open; 0 success, 1 failure, -1 not made. */
export function testEvents(events: readonly [number, number, number, number][]): Run["events"] {
  return {
    replicas: ["order-1"],
    replica: events.map(() => 0),
    atMs: events.map(([at]) => at),
    tookMs: events.map(([, took]) => took),
    state: events.map(([, , state]) => state),
    verdict: events.map(([, , , verdict]) => verdict),
  };
}
