/** Expectations that nearly every scenario has: no money is wrong, and nothing is left over. */
import type { Expectation } from "../scenario.ts";

/** Each order is charged once or not at all, nobody waits any more, and no key made two orders. */
export const BOOKS_AGREE: Expectation[] = [
  { measure: { kind: "money" }, is: "exactly", bound: 0 },
  { measure: { kind: "pending" }, is: "exactly", bound: 0 },
  { measure: { kind: "orders-per-key" }, is: "exactly", bound: 1 },
];

/** So many percent of the orders got an answer that is written down. */
export function durable(bound: number, during?: string): Expectation {
  const outcomes = ["CONFIRMED", "DECLINED", "PAYMENT_PENDING"];
  return { measure: { kind: "share", outcomes, ...(during && { during }) }, is: "at least", bound };
}

/** So many percent were paid for, or declined, in the answer itself. */
export function settledAtOnce(is: "at least" | "at most", bound: number, during?: string): Expectation {
  return { measure: { kind: "share", outcomes: ["CONFIRMED", "DECLINED"], ...(during && { during }) }, is, bound };
}

/** All calls fail at once, as if nobody were there. */
export const DOWN = { abort: { code: "UNAVAILABLE", percentage: 100 } } as const;
