/** What Payment tells of itself beside its calls. Series are there from the start, at 0: a rate needs the first increment. */
import { Counter, type Registry } from "prom-client";
import type { VoidAnswer } from "./ledger/decide.ts";
import type { PaymentsOptions } from "./payments.ts";
import type { Standing } from "./processor/processor.ts";

/** Counts what becomes of payments, each once however often it is asked for, and what was left behind by its owner. */
export function countPayments(registry: Registry): Pick<PaymentsOptions, "onSettled" | "onTakeOver"> {
  const settled = new Counter({
    name: "holdfast_payments_settled_total",
    help: "Payments that came to this state in the ledger.",
    labelNames: ["state"],
    registers: [registry],
  });
  const takenOver = new Counter({
    name: "holdfast_payments_taken_over_total",
    help: "Payments whose owner did not finish them in time, by who went on with them.",
    labelNames: ["by"],
    registers: [registry],
  });
  for (const state of ["approved", "declined", "void", "reversed"] satisfies Standing["state"][])
    settled.inc({ state }, 0);
  for (const by of ["call", "resolver"]) takenOver.inc({ by }, 0);
  return {
    onSettled: (state) => settled.inc({ state }),
    onTakeOver: (by) => takenOver.inc({ by }),
  };
}

/** Counts calls to make a key void, by their answer. */
export function countVoids(registry: Registry): (answer: VoidAnswer) => void {
  const voids = new Counter({
    name: "holdfast_voids_total",
    help: "Calls to make a key void, by their answer.",
    labelNames: ["result"],
    registers: [registry],
  });
  for (const result of ["voided", "reversed", "already-charged", "under-way"] satisfies VoidAnswer["kind"][])
    voids.inc({ result }, 0);
  return ({ kind }) => voids.inc({ result: kind });
}
