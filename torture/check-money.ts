/** Where the money is: the processor, the ledger and the orders agree, and nobody was told otherwise. */
import { differencesOf, type Money, type OrderRecord } from "../reconcile/compare.ts";
import type { OrderRow } from "./history.ts";
import type { Told } from "./told.ts";

export function checkMoney(told: Told): string[] {
  return [
    ...booksAgree(told),
    ...[...told.orders.values()].flatMap((row) => isPaidAsItSays(told, row)),
    ...nothingWasCharged(told),
  ];
}

function orderIdOf({ key }: { key: string }): string {
  return key.slice(0, key.lastIndexOf("/"));
}

/** As `npm run reconcile` sees it; here nothing is under way any more, so that nothing is left open. */
function booksAgree({ orders, payments, movements }: Told): string[] {
  const ledger = payments.map(({ key, state, currencyCode, amountMinor }) => ({
    key,
    state,
    amount: currencyCode === null || amountMinor === null ? null : { currencyCode, amountMinor },
  }));
  const ledgerOf = Map.groupBy(ledger, orderIdOf);
  const movementsOf = Map.groupBy(
    movements.map((movement) => ({ ...movement, amount: moneyOf(movement) })),
    orderIdOf,
  );
  return [...new Set([...orders.keys(), ...ledgerOf.keys(), ...movementsOf.keys()])].flatMap((orderId) => {
    const order = orders.get(orderId);
    const books = {
      order: order && recordOf(order),
      ledger: ledgerOf.get(orderId) ?? [],
      movements: movementsOf.get(orderId) ?? [],
    };
    return differencesOf(books).map(({ kind, subject, what }) => `${kind}: ${subject}: ${what}`);
  });
}

function moneyOf({ currencyCode, amountMinor }: { currencyCode: string; amountMinor: number }): Money {
  return { currencyCode, amountMinor };
}

function recordOf({ orderId, status, attempt, currencyCode, totalMinor }: OrderRow): OrderRecord {
  return { orderId, status, attempt, total: { currencyCode, amountMinor: totalMinor }, neverSent: false };
}

/** What the order itself says of its payment, and what the comparison leaves to a person. */
function isPaidAsItSays({ movements }: Told, row: OrderRow): string[] {
  const { orderId, status, reversed } = row;
  const mine = movements.filter((movement) => orderIdOf(movement) === orderId);
  const charges = mine.filter(({ kind }) => kind === "charge").length;
  const reversals = mine.length - charges;
  if (status === "needs-review" && charges > reversals)
    return [`order ${orderId} was poisoned, and is charged all the same`];
  if (status === "cancelled" && charges > 0 && !reversed)
    return [`order ${orderId} is cancelled as never charged, and it was`];
  if (status === "cancelled" && reversals === 0 && reversed)
    return [`order ${orderId} is cancelled as given back, and nothing was`];
  return [];
}

/** Who is told that nothing was charged can rely on it: also later, unless the order still waits to be charged. */
function nothingWasCharged({ sights, movements, startedAt }: Told): string[] {
  const charges = Map.groupBy(
    movements.filter(({ kind }) => kind === "charge"),
    orderIdOf,
  );
  const claims = sights.filter(({ order }) => /nothing was charged/.test(order.message));
  return claims.flatMap(({ orderId, order, operation }) => {
    const until = order.status === "PAYMENT_PENDING" ? startedAt + operation.beganMs : Number.POSITIVE_INFINITY;
    const charge = charges.get(orderId)?.find(({ atMs }) => atMs < until);
    return charge
      ? [`call ${operation.op} was told that nothing was charged for order ${orderId}, and it was: ${charge.key}`]
      : [];
  });
}
