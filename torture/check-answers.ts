/** What clients were told in the course of an order: it only moves forward, what is final stays, and errors are true. */
import type { OrderRow, OrderView } from "./history.ts";
import type { Operation, Sight, Told } from "./told.ts";

export function checkAnswers(told: Told): string[] {
  return [...[...told.sightsOf].flatMap(([orderId, sights]) => forward(told, orderId, sights)), ...errors(told)];
}

const STATUS: Record<OrderRow["status"], OrderView["status"]> = {
  "payment-pending": "PAYMENT_PENDING",
  confirmed: "CONFIRMED",
  declined: "DECLINED",
  cancelled: "CANCELLED",
  "needs-review": "NEEDS_REVIEW",
};

function forward(told: Told, orderId: string, sights: Sight[]): string[] {
  const row = told.orders.get(orderId);
  if (!row) return [];
  return [
    ...revisionsGrow(orderId, sights),
    ...oneStateEach(orderId, sights),
    ...endsAsTold(row, sights),
    ...watches(sights),
  ];
}

/** What is asked after an answer was there is not older than it. */
function revisionsGrow(orderId: string, sights: Sight[]): string[] {
  return sights.flatMap((late) =>
    sights
      .filter((early) => early.atMs < late.operation.beganMs && early.order.revision > late.order.revision)
      .slice(0, 1)
      .map(
        (early) =>
          `order ${orderId} went back: call ${early.operation.op} saw revision ${early.order.revision} (${early.order.status}), and then call ${late.operation.op} revision ${late.order.revision} (${late.order.status})`,
      ),
  );
}

function oneStateEach(orderId: string, sights: Sight[]): string[] {
  return [...Map.groupBy(sights, ({ order }) => order.revision)].flatMap(([revision, same]) => {
    const states = new Set(same.map(({ order }) => `${order.status}/${order.pendingAction}`));
    return states.size > 1 ? [`revision ${revision} of order ${orderId} was told as ${[...states].join(" and ")}`] : [];
  });
}

/** No answer is of a state that never was, and none that is final was taken back. In a round nobody reviews orders. */
function endsAsTold(row: OrderRow, sights: Sight[]): string[] {
  return sights.flatMap(({ order, operation: { op } }) => {
    const problems: string[] = [];
    const isLast = order.revision === row.revision;
    if (order.revision > row.revision)
      problems.push(
        `call ${op} saw revision ${order.revision} of order ${row.orderId}, which ends with ${row.revision}`,
      );
    if (order.status !== "PAYMENT_PENDING" && !isLast)
      problems.push(
        `call ${op} was told that order ${row.orderId} is ${order.status}, and it became ${row.status} later`,
      );
    if (isLast && order.status !== STATUS[row.status])
      problems.push(`call ${op} was told that order ${row.orderId} is ${order.status}, and it is ${row.status}`);
    if (order.pendingAction === "CANCEL" && row.status !== "cancelled" && row.status !== "needs-review")
      problems.push(`call ${op} was told that order ${row.orderId} is being cancelled, and it ended ${row.status}`);
    return problems;
  });
}

function watches(sights: Sight[]): string[] {
  const watching = Map.groupBy(
    sights.filter(({ operation }) => operation.call.method === "WatchOrder"),
    ({ operation }) => operation,
  );
  return [...watching].flatMap(([{ op, ended }, seen]) => {
    const problems = seen.flatMap(({ order }, index) => {
      const before = seen[index - 1];
      return before && before.order.revision >= order.revision ? [`watch ${op} did not move forward`] : [];
    });
    const last = seen.at(-1)?.order.status;
    if (ended?.ending === "ok" && !(last && ["CONFIRMED", "DECLINED", "CANCELLED"].includes(last)))
      problems.push(`watch ${op} ended with ${last}, which is not final`);
    return problems;
  });
}

/** Errors that say nothing of what was done; INTERNAL is grpc-js's own for a connection that broke. */
function isUnknown({ code, message }: { code: string; message: string }): boolean {
  return ["UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"].includes(code) || /^Received RST_STREAM/.test(message);
}

function errors(told: Told): string[] {
  return told.operations.flatMap((operation) => {
    const { ended, call, op } = operation;
    if (!ended || ended.ending === "ok" || isUnknown(ended.ending)) return [];
    return isTrue(told, operation, ended.ending.code)
      ? []
      : [`call ${op} (${call.method}) was refused with ${ended.ending.code}: ${ended.ending.message}`];
  });
}

function isTrue(told: Told, { call, clientId, ended }: Operation, code: string): boolean {
  switch (code) {
    case "RESOURCE_EXHAUSTED":
      return true;
    case "ALREADY_EXISTS":
      // check-orders.ts looks into it.
      return call.method === "PlaceOrder";
    case "NOT_FOUND":
      return "orderId" in call && told.orders.get(call.orderId)?.clientId !== clientId;
    case "FAILED_PRECONDITION": {
      if (call.method !== "CancelOrder" && call.method !== "ChangePaymentMethod") return false;
      const { status } = told.orders.get(call.orderId) ?? { status: "payment-pending" };
      if (status === "payment-pending") return false;
      // A cancelled order is cancelled again without an error; while it is being cancelled, it cannot be changed.
      const { orderId } = call;
      return (
        status !== "cancelled" ||
        (call.method === "ChangePaymentMethod" &&
          told.operations.some(
            (other) =>
              other.call.method === "CancelOrder" &&
              other.call.orderId === orderId &&
              other.beganMs <= (ended?.atMs ?? 0),
          ))
      );
    }
    default:
      return false;
  }
}
