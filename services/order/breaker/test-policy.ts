/** A policy for tests, and calls on it at instants that they choose. */
import assert from "node:assert/strict";
import { type Admission, Policy, type PolicySettings } from "./policy.ts";
import type { Verdict } from "./verdict.ts";

const SETTINGS = { maxRequests: 3, intervalMs: 100, bucketMs: 0, openMs: 50, failureRatio: 0.5, minRequests: 4 };

export const policyOf = (settings: Partial<PolicySettings> = {}, onChange?: ConstructorParameters<typeof Policy>[2]) =>
  new Policy({ ...SETTINGS, ...settings }, 0, onChange);

/** Asks for a call that must be let through. */
export function admit(policy: Policy, now: number): Admission {
  const decision = policy.admit(now);
  assert.ok(decision.admitted);
  return decision;
}

const end = (verdict: Verdict) => (policy: Policy, now: number) => policy.settle(admit(policy, now), verdict, now);
export const succeed = end("success");
export const fail = end("failure");
export const exclude = end("excluded");
