/**
 * What three parties know of one order, compared all ways: the order book, Payment's ledger and the processor's movements of
 * money. Pure: torture's checker asks it too.
 */

/** As in services/shared/money.ts. */
export type Money = { currencyCode: string; amountMinor: number };

export type OrderStatus = "payment-pending" | "confirmed" | "declined" | "cancelled" | "needs-review";

/** A row of the order book. */
export type OrderRecord = {
  orderId: string;
  status: OrderStatus;
  /** The newest one; keys are `${orderId}/${attempt}`, from 1. */
  attempt: number;
  total: Money;
  /** Of a pending order: that nothing was ever sent under its newest key. */
  neverSent: boolean;
};

/** A row of Payment's ledger. A key that was void before any charge has no amount. */
export type LedgerRecord = {
  key: string;
  state: "charging" | "voiding" | "approved" | "declined" | "void" | "reversed";
  amount: Money | null;
};

/** Money that the processor has moved. */
export type Movement = { key: string; kind: "charge" | "reversal"; amount: Money };

/** All that is known of one order, or of keys that no order has. */
export type Books = { order: OrderRecord | undefined; ledger: LedgerRecord[]; movements: Movement[] };

export type DifferenceKind =
  // The order book and the money.
  | "not-charged"
  | "charged-twice"
  | "charged-in-vain"
  | "charged-under-old-key"
  | "charged-but-never-sent"
  | "under-way-in-vain"
  | "wrong-amount"
  | "unknown-attempt"
  | "no-order"
  // The ledger and the money.
  | "not-in-ledger"
  | "not-moved"
  | "moved-in-vain"
  | "moved-twice"
  | "not-reversed"
  | "reversed-in-vain"
  | "moved-wrong-amount";

/** `subject` is the order's id, or the charge key; `what` a sentence about it. */
export type Difference = { kind: DifferenceKind; subject: string; what: string };

/** Whether anything may still be done about the order: what it comes to is not known yet. */
export function isOpen({ status }: OrderRecord): boolean {
  return status === "payment-pending" || status === "needs-review";
}

export function differencesOf(books: Books): Difference[] {
  const keys = new Set([...books.ledger, ...books.movements].map(({ key }) => key));
  return [...orderDifferences(books), ...[...keys].flatMap((key) => keyDifferences(key, books))];
}

/** One key: the ledger's row and the movements, if the processor is right about what was moved. */
function keyDifferences(key: string, books: Books): Difference[] {
  const row = books.ledger.find((row) => row.key === key);
  const charges = books.movements.filter((movement) => movement.key === key && movement.kind === "charge");
  const reversals = books.movements.filter((movement) => movement.key === key && movement.kind === "reversal");
  const found: Difference[] = [];
  const differs = (kind: DifferenceKind, what: string) => found.push({ kind, subject: key, what });

  if (charges.length > 1 || reversals.length > 1)
    differs(
      "moved-twice",
      `the processor moved money ${charges.length} times to charge, ${reversals.length} to reverse`,
    );
  if (reversals.length > charges.length) differs("reversed-in-vain", "the processor gave back what it had not charged");
  if (!row) {
    differs("not-in-ledger", "the processor moved money that the ledger knows nothing of");
    return found;
  }
  const paidFor = row.state === "approved" || row.state === "reversed";
  if (paidFor && charges.length === 0)
    differs("not-moved", `the ledger says ${row.state}, and the processor charged nothing`);
  if ((row.state === "declined" || row.state === "void") && charges.length > 0)
    differs("moved-in-vain", `the ledger says ${row.state}, and the processor charged ${shown(charges[0]?.amount)}`);
  if (row.state === "reversed" && charges.length > 0 && reversals.length === 0)
    differs("not-reversed", "the ledger says reversed, and the processor gave nothing back");
  if ((row.state === "approved" || row.state === "charging") && charges.length > 0 && reversals.length > 0)
    differs("reversed-in-vain", `the ledger says ${row.state}, and the processor gave the charge back`);
  for (const { kind, amount } of [...charges, ...reversals])
    if (!row.amount || !isSame(amount, row.amount))
      differs("moved-wrong-amount", `the ledger has ${shown(row.amount)}, the ${kind} was of ${shown(amount)}`);
  return found;
}

function orderDifferences({ order, ledger, movements }: Books): Difference[] {
  if (!order)
    return [...new Set([...ledger, ...movements].map(({ key }) => key))].map((key) => ({
      kind: "no-order",
      subject: key,
      what: "Payment has this key, and there is no such order",
    }));

  const found: Difference[] = [];
  const differs = (kind: DifferenceKind, what: string) => found.push({ kind, subject: order.orderId, what });
  const newest = keyOf(order, order.attempt);
  const charged = chargedKeys(movements);

  if (charged.length > 1) differs("charged-twice", `charged, and not given back, under ${charged.join(" and ")}`);
  if (order.status === "confirmed" && charged.length === 0)
    differs("not-charged", "it is confirmed, and nothing stays charged for it");
  if ((order.status === "declined" || order.status === "cancelled") && charged.length > 0)
    differs("charged-in-vain", `it is ${order.status}, and stays charged under ${charged.join(" and ")}`);
  for (const key of charged)
    if (key !== newest && attemptOf(order, key) < order.attempt)
      differs("charged-under-old-key", `it is in attempt ${order.attempt}, and stays charged under ${key}`);
  if (order.neverSent && ledger.some(({ key, state }) => key === newest && state !== "void"))
    differs("charged-but-never-sent", `nothing was sent under ${newest}, says the order book, and the ledger has it`);
  for (const { key, state, amount } of ledger) {
    if (!isOpen(order) && state === "charging")
      differs("under-way-in-vain", `it is ${order.status}, and a charge under ${key} is under way`);
    if (amount && !isSame(amount, order.total))
      differs("wrong-amount", `its total is ${shown(order.total)}, and the ledger has ${shown(amount)} under ${key}`);
  }
  for (const key of new Set([...ledger, ...movements].map(({ key }) => key)))
    if (!(attemptOf(order, key) <= order.attempt))
      differs("unknown-attempt", `it is in attempt ${order.attempt}, and Payment has ${key}`);
  return found;
}

/** The keys under which more was charged than given back. */
function chargedKeys(movements: readonly Movement[]): string[] {
  const balance = new Map<string, number>();
  for (const { key, kind } of movements) balance.set(key, (balance.get(key) ?? 0) + (kind === "charge" ? 1 : -1));
  return [...balance].filter(([, times]) => times > 0).map(([key]) => key);
}

function keyOf({ orderId }: OrderRecord, attempt: number): string {
  return `${orderId}/${attempt}`;
}

/** NaN for what is no key of the order's. */
function attemptOf({ orderId }: OrderRecord, key: string): number {
  const attempt = key.slice(orderId.length + 1);
  return key.startsWith(`${orderId}/`) && /^[1-9]\d{0,9}$/.test(attempt) ? Number(attempt) : Number.NaN;
}

function isSame(one: Money, other: Money): boolean {
  return one.currencyCode === other.currencyCode && one.amountMinor === other.amountMinor;
}

function shown(money: Money | null | undefined): string {
  return money ? `${money.amountMinor} ${money.currencyCode} (minor units)` : "no amount";
}
