import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Policy, PolicySettings } from "./policy.ts";
import { admit, exclude, fail, policyOf, succeed } from "./test-policy.ts";

/** Opens the breaker at `now`; its first moment in half-open is `now` + 51. */
function trip(policy: Policy, now: number): void {
  for (let calls = 0; policy.state(now) === "closed" && calls < 100; calls++) fail(policy, now);
  assert.equal(policy.state(now), "open");
}

test("each window and each state is a generation of its own", () => {
  const policy = policyOf();
  const first = policy.generation;
  policy.state(101);
  assert.equal(policy.generation, first + 1);
  trip(policy, 101);
  assert.equal(policy.generation, first + 2);
  policy.state(152);
  assert.equal(policy.generation, first + 3);
});

describe("closed", () => {
  test("opens at the very ratio, from the very number of requests", () => {
    const policy = policyOf();
    succeed(policy, 0);
    succeed(policy, 0);
    fail(policy, 0);
    assert.equal(policy.state(0), "closed");
    fail(policy, 0);
    assert.equal(policy.state(0), "open");
  });

  test("stays closed just under the ratio", () => {
    const policy = policyOf({ minRequests: 1, failureRatio: 0.34 });
    succeed(policy, 0);
    succeed(policy, 0);
    fail(policy, 0);
    assert.equal(policy.state(0), "closed");
  });

  test("looks at the ratio after a failure only", () => {
    const policy = policyOf({ minRequests: 3 });
    fail(policy, 0);
    fail(policy, 0);
    succeed(policy, 0);
    assert.equal(policy.state(0), "closed");
  });

  test("counts calls in flight as requests: they dilute the ratio", () => {
    const policy = policyOf();
    for (let calls = 0; calls < 5; calls++) admit(policy, 0);
    for (let calls = 0; calls < 4; calls++) fail(policy, 0);
    assert.equal(policy.state(0), "closed");
    assert.equal(policy.counts.requests, 9);
  });

  test("counts excluded calls as requests and as nothing else", () => {
    const policy = policyOf();
    fail(policy, 0);
    exclude(policy, 0);
    assert.deepEqual(policy.counts, {
      requests: 2,
      totalSuccesses: 0,
      totalFailures: 1,
      totalExclusions: 1,
      consecutiveSuccesses: 0,
      consecutiveFailures: 1,
    });
  });

  test("counts in a row until the other verdict comes", () => {
    const policy = policyOf({ minRequests: 100 });
    for (const step of [succeed, succeed, fail, fail, fail]) step(policy, 0);
    assert.deepEqual([policy.counts.consecutiveSuccesses, policy.counts.consecutiveFailures], [0, 3]);
    succeed(policy, 0);
    assert.deepEqual([policy.counts.consecutiveSuccesses, policy.counts.consecutiveFailures], [1, 0]);
  });
});

describe("open", () => {
  test("refuses until its time is past, not at it", () => {
    const policy = policyOf();
    trip(policy, 10);
    assert.deepEqual(policy.admit(60), { admitted: false, reason: "open" });
    assert.equal(policy.state(60), "open");
    assert.equal(policy.state(60.001), "half-open");
  });

  test("starts with empty counts, and a refused call does not fill them", () => {
    const policy = policyOf();
    trip(policy, 0);
    policy.admit(1);
    assert.equal(policy.counts.requests, 0);
    assert.equal(policy.counts.totalFailures, 0);
  });

  test("ignores results of calls from before", () => {
    const policy = policyOf();
    const [good, bad] = [admit(policy, 0), admit(policy, 0)];
    trip(policy, 0);
    policy.settle(good, "success", 1);
    policy.settle(bad, "failure", 2);
    assert.equal(policy.state(50), "open");
    assert.equal(policy.state(51), "half-open");
    assert.equal(policy.counts.totalSuccesses, 0);
  });
});

describe("half-open", () => {
  const halfOpen = (settings: Partial<PolicySettings> = {}) => {
    const policy = policyOf(settings);
    trip(policy, 0);
    assert.equal(policy.state(51), "half-open");
    return policy;
  };

  test("lets through as many trials as are allowed", () => {
    const policy = halfOpen();
    for (let calls = 0; calls < 3; calls++) admit(policy, 51);
    assert.deepEqual(policy.admit(51), { admitted: false, reason: "half-open" });
    assert.equal(policy.counts.requests, 3);
  });

  test("a success gives no place back: each round is of that many trials", () => {
    const policy = halfOpen();
    succeed(policy, 51);
    succeed(policy, 51);
    admit(policy, 51);
    assert.equal(policy.admit(51).admitted, false);
  });

  test("an excluded trial gives its place back", () => {
    const policy = halfOpen();
    exclude(policy, 51);
    for (let calls = 0; calls < 3; calls++) admit(policy, 51);
    assert.equal(policy.admit(51).admitted, false);
    assert.equal(policy.state(51), "half-open");
  });

  test("closes after that many successes, with empty counts and a window of its own", () => {
    const policy = halfOpen();
    for (let calls = 0; calls < 3; calls++) succeed(policy, 60);
    assert.equal(policy.state(60), "closed");
    assert.equal(policy.counts.requests, 0);
    succeed(policy, 160);
    assert.equal(policy.counts.requests, 1);
    succeed(policy, 160);
    assert.equal(policy.counts.requests, 2);
  });

  test("opens again at the first failure, for the whole time again", () => {
    const policy = halfOpen();
    const [first, second] = [admit(policy, 51), admit(policy, 51)];
    policy.settle(first, "success", 52);
    policy.settle(second, "failure", 53);
    assert.equal(policy.state(103), "open");
    assert.equal(policy.state(104), "half-open");
  });

  test("has no clock: it waits for its trials", () => {
    const policy = halfOpen();
    for (let calls = 0; calls < 3; calls++) admit(policy, 51);
    assert.equal(policy.admit(1e12).admitted, false);
    assert.equal(policy.state(1e12), "half-open");
  });

  test("ignores results of calls from before it opened", () => {
    const policy = policyOf({ maxRequests: 1 });
    const [good, bad] = [admit(policy, 0), admit(policy, 0)];
    trip(policy, 0);
    assert.equal(policy.state(51), "half-open");
    policy.settle(good, "success", 51);
    policy.settle(bad, "failure", 51);
    assert.equal(policy.state(51), "half-open");
    admit(policy, 51);
    assert.equal(policy.admit(51).admitted, false);
  });

  test("does not roll its counts away", () => {
    const policy = halfOpen({ intervalMs: 100, bucketMs: 25 });
    admit(policy, 51);
    assert.equal(policy.state(1_000) && policy.counts.requests, 1);
  });
});

test("every change of state is told, in order", () => {
  const seen: string[] = [];
  const policy = policyOf({}, (from, to) => seen.push(`${from} → ${to}`));
  trip(policy, 0);
  fail(policy, 51);
  for (let calls = 0; calls < 3; calls++) succeed(policy, 102);
  assert.deepEqual(seen, [
    "closed → open",
    "open → half-open",
    "half-open → open",
    "open → half-open",
    "half-open → closed",
  ]);
});
