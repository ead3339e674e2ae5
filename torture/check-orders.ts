/** Which orders there are: those that clients placed, once each, and no other client's. */
import { PRICES } from "./customer.ts";
import type { OrderRow } from "./history.ts";
import { methodsOf, placingsOf, saysNothingDone, type Told } from "./told.ts";

export function checkOrders(told: Told): string[] {
  return [...toldOrdersExist(told), ...keysPlaceOnce(told), ...ordersWerePlaced(told), ...repeatsAgree(told)];
}

function toldOrdersExist({ sights, orders }: Told): string[] {
  return sights.flatMap(({ orderId, order, operation: { op, clientId, call } }) => {
    const row = orders.get(orderId);
    if (!row) return [`call ${op} was told of order ${orderId}, which does not exist`];
    if (row.clientId !== clientId) return [`call ${op} of ${clientId} was told of order ${orderId} of ${row.clientId}`];
    if ("orderId" in call && call.orderId !== orderId)
      return [`call ${op} asked for order ${call.orderId} and got ${orderId}`];
    const same =
      row.productId === order.productId &&
      row.quantity === order.quantity &&
      row.totalMinor === order.amountMinor &&
      row.currencyCode === order.currencyCode;
    return same ? [] : [`call ${op} was told that order ${orderId} is for something else, or at another price`];
  });
}

function keysPlaceOnce({ orders }: Told): string[] {
  const keyed = [...orders.values()].filter(({ idempotencyKey }) => idempotencyKey !== null);
  return [...Map.groupBy(keyed, ({ clientId, idempotencyKey }) => `${clientId} ${idempotencyKey}`)]
    .filter(([, rows]) => rows.length > 1)
    .map(([key, rows]) => `${rows.length} orders were placed under one key: ${key}`);
}

function ordersWerePlaced(told: Told): string[] {
  const rows = [...told.orders.values()];
  const problems = rows.flatMap((row) => {
    const { orderId, productId, quantity, totalMinor, currencyCode, paymentMethod } = row;
    const problems: string[] = [];
    if (totalMinor !== (PRICES[productId] ?? 0) * quantity || currencyCode !== "EUR")
      problems.push(`order ${orderId} costs ${totalMinor} ${currencyCode}, not ${quantity} × ${PRICES[productId]} EUR`);
    if (!methodsOf(told, row).has(paymentMethod))
      problems.push(`order ${orderId} is paid with ${paymentMethod}, which nobody asked for`);
    return problems;
  });
  return [...problems, ...tooMany(told, rows)];
}

/** A call that did something places one order at most; under one key all calls together do. */
function tooMany(told: Told, rows: OrderRow[]): string[] {
  const alike = Map.groupBy(rows, ({ clientId, idempotencyKey, productId, quantity }) =>
    [clientId, idempotencyKey, productId, quantity].join(" "),
  );
  return [...alike].flatMap(([what, [row, ...others]]) => {
    if (!row) return [];
    const calls = placingsOf(told, row).filter((placing) => !saysNothingDone(placing)).length;
    const placed = 1 + others.length;
    return calls < placed ? [`${placed} orders were placed by ${calls} calls that may have placed them: ${what}`] : [];
  });
}

/** Calls with one key are told of one order, and it is what they asked for; or that the key was used for something else. */
function repeatsAgree(told: Told): string[] {
  const keyed = told.placings.filter(({ call }) => call.idempotencyKey !== "");
  const rowOf = new Map(
    [...told.orders.values()].map((row) => [`${row.clientId} ${row.idempotencyKey}`, row] as const),
  );
  const answers = told.placings.flatMap(({ op, call, answers }) =>
    answers
      .filter(({ order }) => order.productId !== call.productId || order.quantity !== call.quantity)
      .map(({ order }) => `call ${op} was given order ${order.orderId}, which is not what it asked for`),
  );
  const ids = keyed.flatMap(({ op, clientId, call, answers }) =>
    answers
      .filter(({ order }) => order.orderId !== rowOf.get(`${clientId} ${call.idempotencyKey}`)?.orderId)
      .map(
        ({ order }) => `call ${op} with key ${call.idempotencyKey} was given order ${order.orderId}, which has another`,
      ),
  );
  const refusals = keyed.flatMap(({ op, clientId, call, ended }) => {
    if (ended === undefined || ended.ending === "ok" || ended.ending.code !== "ALREADY_EXISTS") return [];
    const row = rowOf.get(`${clientId} ${call.idempotencyKey}`);
    const isOther = row && (row.productId !== call.productId || row.quantity !== call.quantity);
    return isOther ? [] : [`call ${op} was told that its key was used for something else, which is not so`];
  });
  return [...answers, ...ids, ...refusals];
}
