/** Histories made by hand, for tests of the checker: a round in which all went well, to be bent by a test. */
import type { Call, Ending, HistoryEvent, Movement, OrderRow, OrderView, PaymentRow } from "./history.ts";

const ID = "11111111-1111-4111-8111-111111111111";

export const PLACE: Extract<Call, { method: "PlaceOrder" }> = {
  method: "PlaceOrder",
  productId: "grinder",
  quantity: 2,
  paymentMethod: "pm_card_visa",
  idempotencyKey: "key-1",
};

export function view(changes: Partial<OrderView> = {}): OrderView {
  return {
    orderId: ID,
    status: "CONFIRMED",
    pendingAction: "UNSPECIFIED",
    revision: 2,
    productId: "grinder",
    quantity: 2,
    currencyCode: "EUR",
    amountMinor: 37_800,
    message: "Your order is confirmed and paid.",
    ...changes,
  };
}

export const pending = (changes: Partial<OrderView> = {}) =>
  view({ status: "PAYMENT_PENDING", pendingAction: "CHARGE", revision: 1, message: "We do not know yet.", ...changes });

export function row(changes: Partial<OrderRow> = {}): OrderRow {
  return {
    orderId: ID,
    clientId: "ann",
    idempotencyKey: "key-1",
    productId: "grinder",
    quantity: 2,
    currencyCode: "EUR",
    totalMinor: 37_800,
    paymentMethod: "pm_card_visa",
    attempt: 1,
    revision: 2,
    status: "confirmed",
    despiteChange: false,
    reversed: null,
    reviewReason: null,
    ...changes,
  };
}

export function paid(changes: Partial<PaymentRow> = {}): PaymentRow {
  return { key: `${ID}/1`, state: "approved", currencyCode: "EUR", amountMinor: 37_800, ...changes };
}

export function moved(changes: Partial<Movement> = {}): Movement {
  return {
    id: 1,
    key: `${ID}/1`,
    kind: "charge",
    currencyCode: "EUR",
    amountMinor: 37_800,
    atMs: 1_000_010,
    ...changes,
  };
}

export type Made = {
  /** Each call begins 10 ms after the one before has ended, unless it has times of its own. */
  calls: {
    call: Call;
    clientId?: string;
    answers?: OrderView[];
    ending?: Ending;
    beganMs?: number;
    endedMs?: number;
  }[];
  orders: OrderRow[];
  payments: PaymentRow[];
  movements: Movement[];
  settled?: { orders: number; payments: number };
  died?: boolean;
};

/** An order that was placed, paid, and looked at. */
export function good(): Made {
  return {
    calls: [
      { call: PLACE, answers: [view()] },
      { call: { method: "GetOrder", orderId: ID }, answers: [view()] },
    ],
    orders: [row()],
    payments: [paid()],
    movements: [moved()],
  };
}

/** Its calls end 5 ms after they begin; the time of day at the start is 1,000,000. */
export function historyOf({ calls, orders, payments, movements, settled, died }: Made): HistoryEvent[] {
  const timed = calls.flatMap(
    ({ call, clientId = "ann", answers = [], ending = "ok", ...times }, op): HistoryEvent[] => {
      const beganMs = times.beganMs ?? op * 15;
      const atMs = times.endedMs ?? beganMs + 5;
      return [
        { type: "began", atMs: beganMs, op, clientId, call },
        ...answers.map((order): HistoryEvent => ({ type: "answered", atMs, op, order })),
        { type: "ended", atMs, op, ending },
      ];
    },
  );
  return [
    { type: "round", seed: "made", round: 0, startedAt: 1_000_000 },
    ...timed,
    ...(died ? [{ type: "died", atMs: 1, replica: "order-1" } as const] : []),
    { type: "settled", atMs: 10_000, ...(settled ?? { orders: 0, payments: 0 }) },
    ...orders.map((order): HistoryEvent => ({ type: "order", ...order })),
    ...payments.map((payment): HistoryEvent => ({ type: "payment", ...payment })),
    ...movements.map((movement): HistoryEvent => ({ type: "movement", ...movement })),
  ];
}
