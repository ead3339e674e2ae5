/** What chaos is doing, on the metrics page. */
import { Counter, Gauge, type Registry } from "prom-client";
import type { Strike } from "./draw-faults.ts";
import { faultsOf } from "./fault-settings.ts";
import { faultsAt } from "./faults-at.ts";
import { ALWAYS } from "./phase-settings.ts";
import type { Chaos } from "./strikes-now.ts";

/** Counts the faults that strike calls, and shows those in force. */
export function faultMetrics(registry: Registry, { settings, nowMs, replica }: Chaos): (strike: Strike) => void {
  const registers = [registry];
  const labelNames = ["kind", "phase"] as const;
  const struck = new Counter({
    name: "holdfast_faults_total",
    help: 'Faults that struck a call, by kind and phase; the phase "always" is none.',
    labelNames,
    registers,
    collect() {
      // There from the start, at 0: a rate over a series that is not there yet misses its first increment.
      const { phases, ...always } = settings();
      for (const { name: phase, faults } of [{ name: ALWAYS, faults: always }, ...phases])
        for (const { kind } of faultsOf(faults)) this.inc({ kind, phase }, 0);
    },
  });
  new Gauge({
    name: "holdfast_faults_in_force_percentage",
    help: "The percentage at which a fault is in force on this replica now.",
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { kind, phase, percentage } of faultsAt(settings(), nowMs(), replica))
        this.set({ kind, phase }, percentage);
    },
  });
  return ({ kind, phase }) => struck.inc({ kind, phase });
}
