/**
 * What happened in one round, as JSON lines: each client call from its start to its end, each fault, and at last what the
 * databases hold. A verdict needs nothing else, so that it can be given again later.
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import type { LedgerRecord } from "../reconcile/compare.ts";
import type { Fault, ReplicaName } from "./faults.ts";

export type Method = "PlaceOrder" | "GetOrder" | "WatchOrder" | "CancelOrder" | "ChangePaymentMethod";

/** A call as the client meant it. */
export type Call =
  | {
      method: "PlaceOrder";
      productId: string;
      quantity: number;
      paymentMethod: string;
      /** "" is none. */
      idempotencyKey: string;
    }
  | { method: "GetOrder" | "WatchOrder" | "CancelOrder"; orderId: string }
  | { method: "ChangePaymentMethod"; orderId: string; paymentMethod: string };

/** An order as an answer showed it; `status` and `pendingAction` without their prefixes. */
export type OrderView = {
  orderId: string;
  status: "CONFIRMED" | "DECLINED" | "PAYMENT_PENDING" | "CANCELLED" | "NEEDS_REVIEW";
  pendingAction: "CHARGE" | "CANCEL" | "CHANGE_PAYMENT_METHOD" | "UNSPECIFIED";
  revision: number;
  productId: string;
  quantity: number;
  currencyCode: string;
  amountMinor: number;
  message: string;
};

/** How a call ended: `ok`, or the error as the client got it. */
export type Ending = "ok" | { code: string; message: string };

export type OrderRow = {
  orderId: string;
  clientId: string;
  idempotencyKey: string | null;
  productId: string;
  quantity: number;
  currencyCode: string;
  totalMinor: number;
  paymentMethod: string;
  attempt: number;
  revision: number;
  status: "payment-pending" | "confirmed" | "declined" | "cancelled" | "needs-review";
  despiteChange: boolean | null;
  reversed: boolean | null;
  reviewReason: string | null;
};

/** Of the ledger. */
export type PaymentRow = {
  key: string;
  state: LedgerRecord["state"];
  currencyCode: string | null;
  amountMinor: number | null;
};

/** Of the processor; `atMs` is a time of day. */
export type Movement = {
  id: number;
  key: string;
  kind: "charge" | "reversal";
  currencyCode: string;
  amountMinor: number;
  atMs: number;
};

/** `atMs` counts from the start of the round; the lines are in the order in which things happened to the clients' process. */
export type HistoryEvent =
  /** `startedAt` is the time of day at which `atMs` is 0. */
  | { type: "round"; seed: string; round: number; startedAt: number }
  | { type: "began"; atMs: number; op: number; clientId: string; call: Call }
  /** A watch has many. */
  | { type: "answered"; atMs: number; op: number; order: OrderView }
  | { type: "ended"; atMs: number; op: number; ending: Ending }
  | { type: "fault"; atMs: number; fault: Fault }
  /** A service ended by itself, and not at a crash point: a fault of its own. */
  | { type: "died"; atMs: number; replica: ReplicaName }
  /** No fault begins any more; a replica may still come to the point at which it is to die. */
  | { type: "calm"; atMs: number }
  /** Whether all pending orders and payments came to their end in time. */
  | { type: "settled"; atMs: number; orders: number; payments: number }
  | ({ type: "order" } & OrderRow)
  | ({ type: "payment" } & PaymentRow)
  | ({ type: "movement" } & Movement);

export type Recorder = (event: HistoryEvent) => void;

/** Writes each event at once, so that a run that is cut short leaves what it saw. */
export function historyFile(file: string): Recorder {
  writeFileSync(file, "");
  return (event) => appendFileSync(file, `${JSON.stringify(event)}\n`);
}

export function readHistory(file: string): HistoryEvent[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as HistoryEvent);
}
