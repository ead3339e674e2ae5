/** How orders end: settled, and as their payment methods and their customers' wishes have it. */
import { APPROVED, DECLINED, POISON } from "./customer.ts";
import type { OrderRow } from "./history.ts";
import { methodsOf, type Told } from "./told.ts";

export function checkEnds(told: Told): string[] {
  const { settled, died } = told;
  const problems = died.map((replica) => `${replica} ended by itself`);
  if (!settled) problems.push("the round did not come to its end");
  else if (settled.orders > 0 || settled.payments > 0)
    problems.push(`${settled.orders} orders and ${settled.payments} payments were never settled`);
  return [...problems, ...[...told.orders.values()].flatMap((row) => endsRightly(told, row))];
}

function endsRightly(told: Told, row: OrderRow): string[] {
  const { orderId, paymentMethod, status } = row;
  const ended = `order ${orderId} ended ${status}`;
  const asked = (method: "CancelOrder" | "ChangePaymentMethod") =>
    told.operations.filter(({ call }) => call.method === method && call.orderId === orderId).length;
  const problems: string[] = [];
  if (row.attempt - 1 > asked("ChangePaymentMethod"))
    problems.push(`order ${orderId} has ${row.attempt} attempts, and its method was changed less often`);

  const approved: readonly string[] = APPROVED;
  const declined: readonly string[] = DECLINED;
  switch (status) {
    case "payment-pending":
      problems.push(`order ${orderId} is still pending`);
      break;
    case "confirmed":
      if (!approved.includes(paymentMethod)) problems.push(`${ended} with ${paymentMethod}`);
      if (row.despiteChange && asked("ChangePaymentMethod") === 0)
        problems.push(`${ended} despite a change nobody asked for`);
      break;
    case "declined":
      if (!declined.includes(paymentMethod)) problems.push(`${ended} with ${paymentMethod}`);
      break;
    case "cancelled":
      if (asked("CancelOrder") === 0) problems.push(`${ended}, and nobody asked for that`);
      break;
    case "needs-review":
      if (!methodsOf(told, row).has(POISON)) problems.push(`${ended} (${row.reviewReason}), and was never poisoned`);
      else if (row.reviewReason !== "request-rejected") problems.push(`${ended} for ${row.reviewReason}`);
      break;
  }
  return problems;
}
