/** What Payment tells of itself beside its calls. */
import { Counter, type Registry } from "prom-client";
import type { Fault } from "./faults.ts";

/** Counts the faults that were injected, by kind. */
export function countFaults(registry: Registry): (fault: Fault) => void {
  const faults = new Counter({
    name: "payment_faults_total",
    help: "Faults that the chaos settings asked for, by kind.",
    labelNames: ["kind"],
    registers: [registry],
  });
  // There from the start, at 0: a rate over a series that is not there yet misses its first increment.
  for (const kind of ["delay", "abort"] satisfies Fault["kind"][]) faults.inc({ kind }, 0);
  return ({ kind }) => faults.inc({ kind });
}
