/** Where the money is: the processor, the ledger and the orders agree, and nobody was told otherwise. */
import type { Movement, OrderRow, PaymentRow } from "./history.ts";
import type { Told } from "./told.ts";

export function checkMoney(told: Told): string[] {
  const moved = Map.groupBy(told.movements, ({ key }) => key);
  const ledger = new Map(told.payments.map((payment) => [payment.key, payment]));
  const keys = new Set([...moved.keys(), ...ledger.keys()]);
  return [
    ...[...keys].flatMap((key) => keyAgrees(told, key, ledger.get(key), moved.get(key) ?? [])),
    ...[...told.orders.values()].flatMap((row) => orderAgrees(told, row)),
    ...nothingWasCharged(told),
  ];
}

function orderIdOf(key: string): string {
  return key.slice(0, key.lastIndexOf("/"));
}

function keyAgrees(told: Told, key: string, payment: PaymentRow | undefined, movements: Movement[]): string[] {
  const row = told.orders.get(orderIdOf(key));
  if (!row) return [`there is a payment ${key}, and no order for it`];
  if (!(Number(key.slice(key.lastIndexOf("/") + 1)) <= row.attempt))
    return [`payment ${key} is of an attempt that never was`];
  const problems: string[] = [];
  const kinds = movements.map(({ kind }) => kind).join(" and ");
  const expected: Record<string, string> = {
    approved: "charge",
    reversed: "charge and reversal",
    declined: "",
    void: "",
  };
  if (!payment) problems.push(`the processor moved money for ${key} (${kinds}), and the ledger does not know it`);
  else if (expected[payment.state] !== kinds)
    problems.push(
      `payment ${key} is ${payment.state} in the ledger, and at the processor there was: ${kinds || "nothing"}`,
    );
  const right = ({ amountMinor, currencyCode }: Pick<Movement, "amountMinor" | "currencyCode">) =>
    amountMinor === row.totalMinor && currencyCode === row.currencyCode;
  if (!movements.every(right)) problems.push(`the processor moved another amount for ${key} than its order costs`);
  return problems;
}

/** A confirmed order is paid once, under the key of its last attempt; for all others nothing is kept. */
function orderAgrees({ movements }: Told, row: OrderRow): string[] {
  const { orderId, status, attempt, reversed } = row;
  const mine = movements.filter(({ key }) => orderIdOf(key) === orderId);
  const charges = mine.filter(({ kind }) => kind === "charge");
  const kept = charges.filter(({ key }) => !mine.some((other) => other.kind === "reversal" && other.key === key));
  const wanted = status === "confirmed" ? 1 : 0;
  const problems: string[] = [];
  if (kept.length !== wanted) problems.push(`order ${orderId} is ${status}, and ${kept.length} charges of it are kept`);
  if (kept.some(({ key }) => key !== `${orderId}/${attempt}`))
    problems.push(`order ${orderId} is charged under an earlier key than that of attempt ${attempt}`);
  if (status === "cancelled" && charges.length > 0 && !reversed)
    problems.push(`order ${orderId} is cancelled as never charged, and it was`);
  if (status === "cancelled" && charges.length === 0 && reversed)
    problems.push(`order ${orderId} is cancelled as given back, and was never charged`);
  return problems;
}

/** Who is told that nothing was charged can rely on it: also after it, unless the order still waits to be charged. */
function nothingWasCharged({ sights, movements, startedAt }: Told): string[] {
  const claims = sights.filter(({ order }) => /nothing was charged/.test(order.message));
  return claims.flatMap(({ orderId, order, operation }) => {
    const until = order.status === "PAYMENT_PENDING" ? startedAt + operation.beganMs : Number.POSITIVE_INFINITY;
    const charge = movements.find(
      ({ key, kind, atMs }) => kind === "charge" && orderIdOf(key) === orderId && atMs < until,
    );
    return charge
      ? [`call ${operation.op} was told that nothing was charged for order ${orderId}, and it was: ${charge.key}`]
      : [];
  });
}
