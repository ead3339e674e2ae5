/** What the processor decides on a payment method: test methods, as payment providers offer them. */
export type DeclineReason = "card-declined" | "insufficient-funds" | "card-expired";

export type Decision = { state: "approved" } | { state: "declined"; reason: DeclineReason };

/** `afterMs` is how long the processor thinks about it. */
type TestMethod = { decision: Decision; afterMs?: number };

const METHODS: ReadonlyMap<string, TestMethod> = new Map<string, TestMethod>([
  ["pm_card_visa", { decision: { state: "approved" } }],
  ["pm_card_mastercard", { decision: { state: "approved" } }],
  ["pm_card_slow", { decision: { state: "approved" }, afterMs: 5_000 }],
  ["pm_card_declined", { decision: { state: "declined", reason: "card-declined" } }],
  ["pm_card_insufficient_funds", { decision: { state: "declined", reason: "insufficient-funds" } }],
  ["pm_card_expired", { decision: { state: "declined", reason: "card-expired" } }],
]);

export const TEST_METHODS: readonly string[] = [...METHODS.keys()];

/** Whether the processor has the method: to be asked before anything is written, for it is the caller's mistake. */
export function isTestMethod(method: string): boolean {
  return METHODS.has(method);
}

/** A method that the processor no longer has is declined, so that no charge is stuck that was begun while it still had. */
export function decide(method: string): Required<TestMethod> {
  return { decision: { state: "declined", reason: "card-declined" }, afterMs: 0, ...METHODS.get(method) };
}
