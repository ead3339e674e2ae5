/** The verdict on a round: everything in its history that breaks a promise, a sentence each. Pure. */
import { checkAnswers } from "./check-answers.ts";
import { checkEnds } from "./check-ends.ts";
import { checkMoney } from "./check-money.ts";
import { checkOrders } from "./check-orders.ts";
import type { HistoryEvent } from "./history.ts";
import { readTold } from "./told.ts";

export function check(events: HistoryEvent[]): string[] {
  const told = readTold(events);
  return [...checkOrders(told), ...checkAnswers(told), ...checkEnds(told), ...checkMoney(told)];
}
