/** An order as a row of the table, and back: the only file that knows how both are spelled. */
import type { DeclineReason } from "./charge.ts";
import type { Order, OrderState, PendingAction, ReviewReason } from "./order.ts";

/** What is read of a row. The driver gives 64-bit integers as text, so that none is rounded. */
export type OrderRow = {
  order_id: string;
  client_id: string;
  product_id: string;
  quantity: number;
  currency_code: string;
  total_minor: string;
  payment_method: string;
  attempt: number;
  tries: number;
  revision: string;
} & StateColumns;

/** Which columns hold the state; NULL in all that do not belong to it. */
type StateColumns = {
  status: OrderState["status"];
  action: PendingAction["kind"] | null;
  new_payment_method: string | null;
  charged: "no" | "unknown" | null;
  despite_change: boolean | null;
  decline_reason: DeclineReason | null;
  reversed: boolean | null;
  review_reason: ReviewReason | null;
};

/** The columns of an OrderRow, for SELECT and RETURNING. */
export const ORDER_COLUMNS =
  "order_id, client_id, product_id, quantity, currency_code, total_minor, payment_method, attempt, tries, revision, " +
  "status, action, new_payment_method, charged, despite_change, decline_reason, reversed, review_reason";

export function readOrder(row: OrderRow): Order {
  return {
    orderId: row.order_id,
    clientId: row.client_id,
    productId: row.product_id,
    quantity: row.quantity,
    total: { currencyCode: row.currency_code, amountMinor: Number(row.total_minor) },
    paymentMethod: row.payment_method,
    attempt: row.attempt,
    tries: row.tries,
    revision: Number(row.revision),
    state: readState(row),
  };
}

/** What a change of an order can change, in the order of CHANGED_COLUMNS. */
export const CHANGED_COLUMNS = [
  "payment_method",
  "attempt",
  "tries",
  "revision",
  "status",
  "action",
  "new_payment_method",
  "charged",
  "despite_change",
  "decline_reason",
  "reversed",
  "review_reason",
] as const;

export function changedValues({ paymentMethod, attempt, tries, revision, state }: Order): unknown[] {
  const columns: Record<(typeof CHANGED_COLUMNS)[number], unknown> = {
    payment_method: paymentMethod,
    attempt,
    tries,
    revision,
    ...writeState(state),
  };
  return CHANGED_COLUMNS.map((column) => columns[column]);
}

function readState(row: StateColumns): OrderState {
  switch (row.status) {
    case "payment-pending":
      return { status: row.status, action: readAction(row), charged: row.charged ?? "unknown" };
    case "confirmed":
      return { status: row.status, despiteChange: row.despite_change === true };
    case "declined":
      return { status: row.status, reason: row.decline_reason ?? "card-declined" };
    case "cancelled":
      return { status: row.status, reversed: row.reversed === true };
    case "needs-review":
      return { status: row.status, reason: row.review_reason ?? "request-rejected", action: readAction(row) };
  }
}

function readAction({ action, new_payment_method }: StateColumns): PendingAction {
  if (action === "change" && new_payment_method !== null) return { kind: action, paymentMethod: new_payment_method };
  return { kind: action === "cancel" ? "cancel" : "charge" };
}

function writeState(state: OrderState): StateColumns {
  const none: Omit<StateColumns, "status"> = {
    action: null,
    new_payment_method: null,
    charged: null,
    despite_change: null,
    decline_reason: null,
    reversed: null,
    review_reason: null,
  };
  const { status } = state;
  switch (status) {
    case "payment-pending":
      return { ...none, status, ...writeAction(state.action), charged: state.charged };
    case "confirmed":
      return { ...none, status, despite_change: state.despiteChange };
    case "declined":
      return { ...none, status, decline_reason: state.reason };
    case "cancelled":
      return { ...none, status, reversed: state.reversed };
    case "needs-review":
      return { ...none, status, ...writeAction(state.action), review_reason: state.reason };
  }
}

function writeAction(action: PendingAction): Pick<StateColumns, "action" | "new_payment_method"> {
  return { action: action.kind, new_payment_method: action.kind === "change" ? action.paymentMethod : null };
}
