/** The simulated processor: a charge is decided by its payment method, as payment providers' test methods are. */
export type DeclineReason = "card-declined" | "insufficient-funds" | "card-expired";

export type Decision = { kind: "approved" } | { kind: "declined"; reason: DeclineReason } | { kind: "unknown-method" };

const DECISIONS: ReadonlyMap<string, Decision> = new Map([
  ["pm_card_visa", { kind: "approved" }],
  ["pm_card_mastercard", { kind: "approved" }],
  ["pm_card_declined", { kind: "declined", reason: "card-declined" }],
  ["pm_card_insufficient_funds", { kind: "declined", reason: "insufficient-funds" }],
  ["pm_card_expired", { kind: "declined", reason: "card-expired" }],
]);

export const TEST_METHODS: readonly string[] = [...DECISIONS.keys()];

export function decideCharge(paymentMethod: string): Decision {
  return DECISIONS.get(paymentMethod) ?? { kind: "unknown-method" };
}
