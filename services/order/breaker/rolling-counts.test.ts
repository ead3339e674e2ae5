import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Policy } from "./policy.ts";
import { RollingCounts } from "./rolling-counts.ts";
import { admit, fail, policyOf, succeed } from "./test-policy.ts";

test("counts begin at zero", () => {
  const counts = new RollingCounts(2);
  counts.start();
  counts.end("failure", 0);
  assert.deepEqual(counts.total, {
    requests: 1,
    totalSuccesses: 0,
    totalFailures: 1,
    totalExclusions: 0,
    consecutiveSuccesses: 0,
    consecutiveFailures: 1,
  });
  counts.rollTo(1);
  counts.rollTo(2);
  assert.equal(counts.total.requests, 0);
});

describe("the fixed window", () => {
  test("clears the counts past its end, not at it", () => {
    const policy = policyOf();
    succeed(policy, 0);
    succeed(policy, 100);
    assert.equal(policy.counts.requests, 2);
    succeed(policy, 100.001);
    assert.equal(policy.counts.requests, 1);
  });

  test("begins anew when somebody looks, not on a grid", () => {
    const policy = policyOf();
    succeed(policy, 150);
    succeed(policy, 250);
    assert.equal(policy.counts.requests, 2);
    succeed(policy, 251);
    assert.equal(policy.counts.requests, 1);
  });

  test("drops the results of calls from before it", () => {
    const policy = policyOf({ minRequests: 1 });
    const late = admit(policy, 0);
    policy.settle(late, "failure", 101);
    assert.equal(policy.counts.totalFailures, 0);
    assert.equal(policy.state(101), "closed");
  });

  test("never ends with an interval of 0", () => {
    const policy = policyOf({ intervalMs: 0 });
    succeed(policy, 0);
    succeed(policy, 1e12);
    assert.equal(policy.counts.requests, 2);
  });
});

describe("the rolling window", () => {
  const rolling = { intervalMs: 100, bucketMs: 25, minRequests: 100 };

  test("forgets bucket by bucket", () => {
    const policy = policyOf(rolling);
    fail(policy, 0);
    succeed(policy, 30);
    assert.equal(policy.state(99) && policy.counts.requests, 2);
    assert.equal(policy.state(100) && policy.counts.requests, 1);
    assert.equal(policy.counts.totalFailures, 0);
    assert.equal(policy.state(125) && policy.counts.requests, 0);
  });

  test("credits a result to the bucket its call began in", () => {
    const policy = policyOf(rolling);
    const slow = admit(policy, 10);
    policy.settle(slow, "failure", 90);
    assert.equal(policy.counts.totalFailures, 1);
    assert.equal(policy.state(100) && policy.counts.totalFailures, 0);
  });

  test("drops a result whose bucket is gone", () => {
    const policy = policyOf(rolling);
    const slow = admit(policy, 10);
    policy.settle(slow, "failure", 100);
    assert.equal(policy.counts.totalFailures, 0);
  });

  test("is empty after a silence as long as itself", () => {
    const policy = policyOf(rolling);
    succeed(policy, 0);
    succeed(policy, 30);
    assert.equal(policy.state(130) && policy.counts.requests, 0);
    assert.equal(policy.counts.consecutiveSuccesses, 0);
  });

  test("is as long as its buckets are together", () => {
    const policy = policyOf({ ...rolling, intervalMs: 90 });
    succeed(policy, 0);
    assert.equal(policy.state(99) && policy.counts.requests, 1);
    assert.equal(policy.state(100) && policy.counts.requests, 0);
  });

  test("is fixed if it holds a single bucket", () => {
    const policy = policyOf({ ...rolling, intervalMs: 25 });
    succeed(policy, 0);
    assert.equal(policy.state(25) && policy.counts.requests, 1);
    assert.equal(policy.state(26) && policy.counts.requests, 0);
  });

  for (const [verdict, step, other] of [
    ["successes", succeed, fail],
    ["failures", fail, succeed],
  ] as const) {
    const streak = (policy: Policy) =>
      verdict === "successes" ? policy.counts.consecutiveSuccesses : policy.counts.consecutiveFailures;

    test(`shortens a streak of ${verdict} that reaches back into what it forgets`, () => {
      const policy = policyOf(rolling);
      for (const at of [0, 0, 30, 60]) step(policy, at);
      assert.equal(policy.state(100) && streak(policy), 2);
      assert.equal(policy.state(125) && streak(policy), 1);
    });

    test(`keeps a streak of ${verdict} that began after what it forgets`, () => {
      const policy = policyOf(rolling);
      step(policy, 0);
      other(policy, 0);
      for (const at of [30, 60]) step(policy, at);
      assert.equal(policy.state(100) && streak(policy), 2);
    });
  }

  test("forgets what a part held before it is used again", () => {
    const policy = policyOf(rolling);
    for (const at of [0, 60, 100, 160]) succeed(policy, at);
    assert.equal(policy.state(160) && policy.counts.requests, 2);
    assert.equal(policy.state(200) && policy.counts.requests, 1);
  });

  test("forgets even a streak that late results have torn, once the whole window is over", () => {
    const policy = policyOf(rolling);
    const late = admit(policy, 0);
    succeed(policy, 90);
    policy.settle(late, "failure", 90);
    succeed(policy, 90);
    assert.equal(policy.state(99) && policy.counts.consecutiveSuccesses, 1);
    // Bucket by bucket the torn streak stays, as gobreaker's arithmetic has it; in one leap nothing does.
    assert.equal(policy.state(190) && policy.counts.consecutiveSuccesses, 0);
  });
});
