/** Which faults Payment shows, when and how often: chaos is configuration. `{}` is none. docs/chaos.md has examples. */
import { z } from "zod";
import { whole } from "../settings.ts";
import { Abort, Delay, DropReply, faultsOf, Hang, ProcessorAbort } from "./fault-settings.ts";
import { overlapsOf } from "./overlap.ts";
import { Phase } from "./phase-settings.ts";

const MAX_PHASES = 50;

/**
 * An ISO 8601 instant with its zone. YAML takes one without quotes for a time and not for a text, and Pulumi hands
 * that over as Go prints it: "2027-01-31 09:00:00 +0000 UTC".
 */
const instant = z.preprocess(
  (value) =>
    typeof value === "string"
      ? value.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([+-]\d\d)(\d\d) \S+$/, "$1T$2$3:$4")
      : value,
  z.iso.datetime({ offset: true, error: "must be an instant with its zone, like 2027-01-31T09:00:00Z" }),
);

/** Faults that are always in force, and phases that come and go; where both have a kind, each is drawn for itself. */
export const ChaosSettings = z
  .strictObject({
    /** Goes into every draw: another seed, other calls that are struck. */
    seed: whole(0, 2 ** 32 - 1).default(0),
    delay: Delay.optional(),
    abort: Abort.optional(),
    hang: Hang.optional(),
    dropReply: DropReply.optional(),
    processorDelay: Delay.optional(),
    processorAbort: ProcessorAbort.optional(),
    crash: z
      .undefined("must stand in the faults of a phase: always in force, it would strike after each restart")
      .optional(),
    /** The instant that the phases are counted from, so that all replicas and runs agree. */
    anchor: instant.optional(),
    phases: z.array(Phase, "must be a list").max(MAX_PHASES, `must have at most ${MAX_PHASES} phases`).default([]),
  })
  .superRefine(({ anchor, phases }, context) => {
    const refuse = (path: PropertyKey[], input: unknown, message: string) =>
      context.addIssue({ code: "custom", path, input, message });
    if (phases.length > 0 && anchor === undefined)
      refuse(
        ["anchor"],
        undefined,
        "is required beside phases: it is the instant from which they count, like 2027-01-31T09:00:00Z",
      );
    for (const [index, { name }] of phases.entries())
      if (phases.findIndex((phase) => phase.name === name) < index)
        refuse(["phases", index, "name"], name, "must be another: an earlier phase has this name");
    for (const { earlier, later, kind } of overlapsOf(phases))
      refuse(
        ["phases", later, "startMs"],
        phases[later]?.startMs,
        `must not let phase "${phases[later]?.name}" and phase "${phases[earlier]?.name}" be in force at the same time: both have ${kind} for the same replicas, and which one would count? Move one, or name other replicas`,
      );
  });
export type ChaosSettings = z.output<typeof ChaosSettings>;

/** Whether anything can ever strike. */
export function isChaotic(chaos: ChaosSettings): boolean {
  return chaos.phases.length > 0 || faultsOf(chaos).length > 0;
}
