/** What Order tells of its orders and its breaker. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Breaker, BreakerOptions } from "./breaker/breaker.ts";
import type { PaymentCallsOptions } from "./call-payment.ts";
import type { Order } from "./order.ts";

const STATES = ["closed", "open", "half-open"] as const;
const MODES = ["enforce", "observe", "off"] as const;

const STATUSES = ["payment-pending", "confirmed", "declined", "cancelled", "needs-review"] as const;
const RESULTS = {
  charge: ["approved", "declined", "refused", "busy", "unknown", "rejected"],
  void: ["voided", "reversed", "already-charged", "refused", "busy", "unknown", "rejected"],
} as const;

/** Counts orders by the statuses that they reach: hand it each change. */
export function countOrders(registry: Registry): (changed: Pick<Order, "revision" | "state">) => void {
  const orders = new Counter({
    name: "holdfast_orders_total",
    help: "Orders by the statuses that they have reached at this replica; payment-pending is where each begins.",
    labelNames: ["status"],
    registers: [registry],
  });
  for (const status of STATUSES) orders.inc({ status }, 0);
  return ({ revision, state: { status } }) => {
    // One that is pending still has not reached anything.
    if (status !== "payment-pending" || revision === 1) orders.inc({ status });
  };
}

/** Counts calls to Payment by how they ended for the order. */
export function countPaymentCalls(registry: Registry): NonNullable<PaymentCallsOptions["onEnded"]> {
  const calls = new Counter({
    name: "holdfast_payment_calls_total",
    help: "Charges and voids by what an order was told of them; refused ones were not sent.",
    labelNames: ["call", "result"],
    registers: [registry],
  });
  for (const call of ["charge", "void"] as const) for (const result of RESULTS[call]) calls.inc({ call, result }, 0);
  return (call, { kind: result }) => calls.inc({ call, result });
}

/** Counts what the breaker reports: hand these to it. */
export function countBreaker(registry: Registry): Required<Pick<BreakerOptions, "onCall" | "onTransition">> {
  const calls = new Counter({
    name: "order_breaker_calls_total",
    help: "Charges that the breaker was asked for, by what became of them; refused ones were not made.",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const refusals = new Counter({
    name: "order_breaker_refusals_total",
    help: "Charges that the breaker's policy refused, by why; in mode observe they were made all the same.",
    labelNames: ["mode", "reason"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "order_breaker_call_seconds",
    help: "How long the charges took that were made.",
    labelNames: ["outcome"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const transitions = new Counter({
    name: "order_breaker_transitions_total",
    help: "Changes of the breaker's state.",
    labelNames: ["from", "to"],
    registers: [registry],
  });
  // There from the start, at 0: a rate over a series that is not there yet misses its first increment.
  for (const outcome of ["success", "failure", "excluded", "refused"]) calls.inc({ outcome }, 0);
  for (const mode of MODES) for (const reason of STATES) if (reason !== "closed") refusals.inc({ mode, reason }, 0);
  for (const from of STATES) for (const to of STATES) if (from !== to) transitions.inc({ from, to }, 0);

  return {
    onCall: ({ verdict, refused, settings: { mode }, durationMs }) => {
      calls.inc({ outcome: verdict ?? "refused" });
      if (verdict) durations.observe({ outcome: verdict }, durationMs / 1_000);
      if (refused) refusals.inc({ mode, reason: refused });
    },
    onTransition: (from, to) => transitions.inc({ from, to }),
  };
}

/** Shows the state at the moment of the scrape (1 for the present one, 0 for the others), and the thresholds in force. */
export function showBreakerState(registry: Registry, breaker: Pick<Breaker, "state" | "settings">): void {
  new Gauge({
    name: "order_breaker_threshold",
    help: "The breaker's thresholds in force, by their names in stack config.",
    labelNames: ["setting"],
    registers: [registry],
    collect() {
      for (const [setting, value] of Object.entries(breaker.settings))
        if (typeof value === "number") this.set({ setting }, value);
    },
  });
  new Gauge({
    name: "order_breaker_state",
    help: "The breaker's state: 1 for the present one.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const present = breaker.state;
      for (const state of STATES) this.set({ state }, state === present ? 1 : 0);
    },
  });
}
