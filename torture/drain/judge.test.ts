import assert from "node:assert/strict";
import { test } from "node:test";
import type { DrainRound, Live } from "./drain.ts";
import { figuresOf, judgeDrain } from "./judge.ts";

const live = (p99Ms: number): Live => ({ count: 100, p50Ms: 5, p99Ms, outcomes: { CONFIRMED: 100 } });
const round = (withBacklog: number, without: number): DrainRound => ({
  pending: 4_990,
  drainSeconds: 50,
  opened: 0,
  withBacklog: live(withBacklog),
  without: live(without),
});

test("Medians count, not the round that somebody else disturbed.", () => {
  const rounds = [round(30, 20), round(900, 20), round(40, 25)];
  assert.deepEqual(figuresOf(rounds), { withBacklogP99Ms: 40, withoutP99Ms: 20, times: 2 });
  assert.deepEqual(judgeDrain(rounds, 5_000), []);
});

test("Live orders that are more than twice as slow beside a backlog are too slow.", () => {
  assert.match(judgeDrain([round(41, 20)], 5_000).join(), /41\.0 ms .* 20\.0 ms .* 2\.05 times/);
  assert.equal(judgeDrain([round(Number.NaN, 20)], 5_000).length, 1);
});

test("A breaker that opens, a small backlog and a live order that waits are told of, with their round.", () => {
  const pending = { ...live(20), outcomes: { CONFIRMED: 99, PAYMENT_PENDING: 1 } };
  const problems = judgeDrain([round(20, 20), { ...round(20, 20), opened: 1, pending: 10, without: pending }], 5_000);
  assert.equal(problems.length, 3);
  assert.match(problems[0] ?? "", /round 1 began with 10 pending orders/);
  assert.match(problems[1] ?? "", /opened 1 times in round 1/);
  assert.match(problems[2] ?? "", /PAYMENT_PENDING/);
});
