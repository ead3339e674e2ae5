import assert from "node:assert/strict";
import { test } from "node:test";
import { type Admission, Policy, type PolicySettings } from "./policy.ts";

const SETTINGS = { maxRequests: 3, intervalMs: 100, bucketMs: 0, openMs: 50, failureRatio: 0.5, minRequests: 4 };
const changed = (change: Partial<PolicySettings>) => ({ ...SETTINGS, ...change });

function admit(policy: Policy, now: number): Admission {
  const decision = policy.admit(now);
  assert.ok(decision.admitted);
  return decision;
}

function opened(): Policy {
  const policy = new Policy(SETTINGS, 0);
  for (let calls = 0; calls < 4; calls++) policy.settle(admit(policy, 0), "failure", 0);
  assert.equal(policy.state(0), "open");
  return policy;
}

function halfOpened(trials: number): { policy: Policy; inFlight: Admission[] } {
  const policy = opened();
  return { policy, inFlight: Array.from({ length: trials }, () => admit(policy, 51)) };
}

test("closed stays closed, with empty counts under the new thresholds", () => {
  const policy = new Policy(SETTINGS, 0);
  for (let calls = 0; calls < 3; calls++) policy.settle(admit(policy, 0), "failure", 0);
  const late = admit(policy, 0);
  policy.configure(changed({ minRequests: 2 }), 10);
  policy.settle(late, "failure", 10);
  assert.equal(policy.counts.requests, 0);
  policy.settle(admit(policy, 10), "failure", 10);
  assert.equal(policy.state(10), "closed");
  policy.settle(admit(policy, 10), "failure", 10);
  assert.equal(policy.state(10), "open");
});

test("the fixed window begins anew with the change", () => {
  const policy = new Policy(SETTINGS, 0);
  policy.configure(changed({ intervalMs: 200 }), 90);
  admit(policy, 290);
  admit(policy, 290);
  assert.equal(policy.counts.requests, 2);
  admit(policy, 291);
  assert.equal(policy.counts.requests, 1);
});

test("a fixed window becomes a rolling one", () => {
  const policy = new Policy(SETTINGS, 0);
  policy.configure(changed({ bucketMs: 25 }), 10);
  admit(policy, 10);
  admit(policy, 60);
  assert.equal(policy.state(110) && policy.counts.requests, 1);
});

test("an open breaker expires at its opening plus the new openMs", () => {
  const policy = opened();
  policy.configure(changed({ openMs: 200 }), 20);
  assert.equal(policy.state(200), "open");
  assert.equal(policy.state(201), "half-open");
});

test("an open breaker whose new time is already over is half-open at the next look", () => {
  const policy = opened();
  policy.configure(changed({ openMs: 10 }), 20);
  assert.equal(policy.state(20), "half-open");
});

test("an open breaker whose old time was over is half-open, whatever the new time", () => {
  const policy = opened();
  policy.configure(changed({ openMs: 1_000 }), 51);
  assert.equal(policy.state(51), "half-open");
});

test("trials in flight keep their places until they end, and say nothing", () => {
  const { policy, inFlight } = halfOpened(3);
  policy.configure(changed({ openMs: 60 }), 52);
  assert.equal(policy.admit(52).admitted, false);

  const [first, second, third] = inFlight;
  assert.ok(first && second && third);
  policy.settle(first, "failure", 53);
  assert.equal(policy.state(53), "half-open");
  policy.settle(second, "success", 53);
  policy.settle(third, "excluded", 53);
  for (let trials = 0; trials < 3; trials++) admit(policy, 53);
  assert.equal(policy.admit(53).admitted, false);
  assert.equal(policy.counts.totalSuccesses, 0);
});

test("trials that had ended before the change hold no place", () => {
  const { policy, inFlight } = halfOpened(2);
  const [good, excluded] = inFlight;
  assert.ok(good && excluded);
  policy.settle(good, "success", 52);
  policy.settle(excluded, "excluded", 52);
  policy.configure(changed({ openMs: 60 }), 52);
  for (let trials = 0; trials < 3; trials++) admit(policy, 53);
  assert.equal(policy.admit(53).admitted, false);
});

test("places are kept over several changes", () => {
  const { policy, inFlight } = halfOpened(1);
  policy.configure(changed({ maxRequests: 2 }), 52);
  inFlight.push(admit(policy, 52));
  policy.configure(changed({ maxRequests: 3 }), 53);
  admit(policy, 53);
  assert.equal(policy.admit(53).admitted, false);
  for (const trial of inFlight) policy.settle(trial, "success", 54);
  admit(policy, 54);
  admit(policy, 54);
  assert.equal(policy.admit(54).admitted, false);
});

test("trials of an earlier half-open do not give places back in the present one", () => {
  const { policy, inFlight } = halfOpened(2);
  policy.configure(changed({ maxRequests: 3 }), 52);
  policy.settle(admit(policy, 52), "failure", 52);
  assert.equal(policy.state(103), "half-open");
  for (let trials = 0; trials < 3; trials++) admit(policy, 103);
  for (const late of inFlight) policy.settle(late, "success", 104);
  assert.equal(policy.admit(104).admitted, false);
});
