/** What is done with every change of an order that this replica has written, whoever asked for it. */
import type { Registry } from "prom-client";
import type { Log } from "../shared/log.ts";
import { countOrders } from "./metrics.ts";
import type { Order } from "./order.ts";
import type { Listed } from "./orders.ts";
import type { OrderWatch } from "./watch-order.ts";

export type OrderChangesOptions = { watch: Pick<OrderWatch, "tell">; registry: Registry; log: Log };

/** Counts it, logs it once, and tells those who watch. */
export function orderChanges({ watch, registry, log }: OrderChangesOptions): (changed: Listed) => void {
  const count = countOrders(registry);
  return ({ order, nextAttemptAt }) => {
    count(order);
    log.info(described(order), order.revision === 1 ? "order placed" : "order changed");
    watch.tell({ order, nextAttemptAt });
  };
}

/** Whatever a person may want to know who looks for an order, and no payment method. */
function described({ orderId, clientId, total, attempt, tries, revision, state }: Order): object {
  const { status, ...rest } = state;
  const shown = "action" in rest ? { ...rest, action: rest.action.kind } : rest;
  return { orderId, clientId, total, attempt, tries, revision, status, ...shown };
}
