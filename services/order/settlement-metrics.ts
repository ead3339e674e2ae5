/** What settlement tells of itself. */
import { Counter, type Registry } from "prom-client";
import type { Settled } from "./settle.ts";

const RESULTS = [
  "approved",
  "declined",
  "voided",
  "reversed",
  "already-charged",
  "refused",
  "busy",
  "unknown",
  "rejected",
  "lease-lost",
] as const satisfies Settled[];

export type SettlementMetrics = {
  onSettled: (settled: Settled) => void;
  onError: () => void;
};

export function countSettlements(registry: Registry): SettlementMetrics {
  const settlements = new Counter({
    name: "holdfast_settlements_total",
    help: "Attempts to settle an order, by what Payment answered; refused by the breaker; lease-lost: another replica took the order over.",
    labelNames: ["result"],
    registers: [registry],
  });
  const errors = new Counter({
    name: "holdfast_settlement_errors_total",
    help: "Times that the order book did not answer settlement, or settlement failed.",
    registers: [registry],
  });
  // There from the start, at 0: a rate over a series that is not there yet misses its first increment.
  for (const result of RESULTS) settlements.inc({ result }, 0);
  return { onSettled: (result) => settlements.inc({ result }), onError: () => errors.inc() };
}
