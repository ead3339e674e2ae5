/** A history as its rules want to read it: calls with their answers, orders by id, money by order. */
import type { Call, Ending, HistoryEvent, Movement, OrderRow, OrderView, PaymentRow } from "./history.ts";

export type Operation<C extends Call = Call> = {
  op: number;
  clientId: string;
  call: C;
  beganMs: number;
  answers: { atMs: number; order: OrderView }[];
  /** Undefined for a call that the end of the round cut off. */
  ended: { atMs: number; ending: Ending } | undefined;
};

export type Placing = Operation<Extract<Call, { method: "PlaceOrder" }>>;

/** An order as a client saw it, and in which call. */
export type Sight = { orderId: string; order: OrderView; atMs: number; operation: Operation };

export type Told = {
  /** The time of day at which all else counts from 0. */
  startedAt: number;
  operations: Operation[];
  placings: Placing[];
  sights: Sight[];
  sightsOf: Map<string, Sight[]>;
  orders: Map<string, OrderRow>;
  payments: PaymentRow[];
  movements: Movement[];
  settled: { orders: number; payments: number } | undefined;
  died: string[];
};

export function readTold(events: HistoryEvent[]): Told {
  const operations = new Map<number, Operation>();
  const told: Told = {
    startedAt: 0,
    operations: [],
    placings: [],
    sights: [],
    sightsOf: new Map(),
    orders: new Map(),
    payments: [],
    movements: [],
    settled: undefined,
    died: [],
  };
  for (const event of events) {
    switch (event.type) {
      case "round":
        told.startedAt = event.startedAt;
        break;
      case "began": {
        const { op, clientId, call, atMs: beganMs } = event;
        operations.set(op, { op, clientId, call, beganMs, answers: [], ended: undefined });
        break;
      }
      case "answered":
        operations.get(event.op)?.answers.push({ atMs: event.atMs, order: event.order });
        break;
      case "ended": {
        const operation = operations.get(event.op);
        if (operation) operation.ended = { atMs: event.atMs, ending: event.ending };
        break;
      }
      case "order":
        told.orders.set(event.orderId, event);
        break;
      case "payment":
        told.payments.push(event);
        break;
      case "movement":
        told.movements.push(event);
        break;
      case "settled":
        told.settled = event;
        break;
      case "died":
        told.died.push(event.replica);
        break;
    }
  }
  told.operations = [...operations.values()];
  told.placings = told.operations.filter((operation): operation is Placing => operation.call.method === "PlaceOrder");
  told.sights = told.operations.flatMap((operation) =>
    operation.answers.map(({ atMs, order }) => ({ orderId: order.orderId, order, atMs, operation })),
  );
  told.sightsOf = Map.groupBy(told.sights, ({ orderId }) => orderId);
  return told;
}

/** The calls that may have placed an order: those with its key, or with none and for the same. */
export function placingsOf(told: Told, { clientId, idempotencyKey, productId, quantity }: OrderRow): Placing[] {
  return told.placings.filter(
    (placing) =>
      placing.clientId === clientId &&
      placing.call.idempotencyKey === (idempotencyKey ?? "") &&
      placing.call.productId === productId &&
      placing.call.quantity === quantity,
  );
}

/** The payment methods that anybody has asked for an order to be paid with. */
export function methodsOf(told: Told, row: OrderRow): Set<string> {
  const changes = told.operations.flatMap(({ call }) =>
    call.method === "ChangePaymentMethod" && call.orderId === row.orderId ? [call.paymentMethod] : [],
  );
  return new Set([...placingsOf(told, row).map(({ call }) => call.paymentMethod), ...changes]);
}

/** Whether an answer says that this call has done nothing; there is an error that says so, and means it. */
export function saysNothingDone({ ended }: Operation): boolean {
  return ended !== undefined && ended.ending !== "ok" && /nothing was (done|ordered)/.test(ended.ending.message);
}
