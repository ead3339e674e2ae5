/** CancelOrder and ChangePaymentMethod: write down what the customer wants, and try at once to have it done. */
import type { Log } from "../shared/log.ts";
import type { Order } from "./order.ts";
import type { Listed, Orders } from "./orders.ts";
import type { Progress } from "./progress.ts";
import type { OrderEvent } from "./transition.ts";

/** What a client can ask for. From when it is written down, nothing new is charged to the old method. */
export type Wish = Extract<OrderEvent, { kind: "cancel-asked" | "change-asked" }>;

export type Altered =
  /** It is so, or will be: what is left to do goes on whatever becomes of the caller. */
  | ({ kind: "altered" } & Progress)
  /** It cannot be done in the order's present state. */
  | { kind: "impossible"; why: string; order: Order }
  /** This client has no such order. */
  | { kind: "unknown-order" };

export type AlterOrderDependencies = {
  orders: Pick<Orders, "ask" | "find">;
  /** Calls Payment for one order, if it is due and nobody else does. */
  settleOne: (orderId: string) => Promise<void>;
  /** Is told of each change that was written. */
  onChanged: (changed: Listed) => void;
  /** Notes what goes on when the caller is gone. */
  goesOn: (work: Promise<Listed>) => Promise<Listed>;
  log: Log;
};

/** An error says that the order book did not answer. */
export async function alterOrder(
  dependencies: AlterOrderDependencies,
  clientId: string,
  orderId: string,
  wish: Wish,
): Promise<Altered> {
  const { orders, onChanged, goesOn } = dependencies;
  const asked = await orders.ask(clientId, orderId, wish);
  if (!asked) return { kind: "unknown-order" };
  const { transition, ...now } = asked;
  switch (transition.kind) {
    case "impossible":
      return { kind: "impossible", why: transition.why, order: now.order };
    case "same":
      return { kind: "altered", now, soon: Promise.resolve(now) };
    case "changed":
      onChanged(now);
      return { kind: "altered", now, soon: goesOn(settle(dependencies, now)) };
  }
}

async function settle({ orders, settleOne, log }: AlterOrderDependencies, asked: Listed): Promise<Listed> {
  const { orderId, clientId, state } = asked.order;
  if (state.status !== "payment-pending") return asked;
  try {
    await settleOne(orderId);
    return (await orders.find(clientId, orderId)) ?? asked;
  } catch (error) {
    log.error({ orderId, err: error }, "an order could not be settled at once: it will be settled later");
    return asked;
  }
}
