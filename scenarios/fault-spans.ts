/** The timeline of faults, written out: what was in force at each replica of Payment, from when until when. */
import { ChaosSettings } from "../services/shared/chaos/chaos-settings.ts";
import { faultsOf } from "../services/shared/chaos/fault-settings.ts";
import { nextOccurrence } from "../services/shared/chaos/occurrences.ts";
import { strikesReplica } from "../services/shared/chaos/replicas.ts";
import { tellFault } from "../services/shared/chaos/tell-faults.ts";
import type { FaultSpan } from "./run.ts";
import type { Scenario, Window } from "./scenario.ts";

/** Percentages that rise are told at their height. Depends on its arguments alone. */
export function faultSpans(
  chaos: Scenario["chaos"],
  { fromMs, toMs }: Window,
  replicas: readonly string[],
): FaultSpan[] {
  const settings = ChaosSettings.parse({ ...chaos, anchor: new Date(0).toISOString() });
  const always = faultsOf(settings).map((fault) => ({ fromMs, toMs, fault: tellFault(fault), of: replicas }));
  const phases = settings.phases.flatMap((phase) => {
    const struck = replicas.filter((replica) => strikesReplica(phase, replica));
    const words = faultsOf(phase.faults).map((fault) => `${phase.name}: ${tellFault(fault)}`);
    const spans = [];
    for (let at = 0; ; ) {
      const next = nextOccurrence(phase, 0, at);
      if (!next || next.startMs >= toMs) return spans;
      for (const fault of words)
        spans.push({ fromMs: next.startMs, toMs: Math.min(next.endMs, toMs), fault, of: struck });
      at = next.endMs;
    }
  });
  return [...always, ...phases].flatMap(({ of, ...span }) => of.map((replica) => ({ replica, ...span })));
}
