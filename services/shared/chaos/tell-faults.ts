import type { FaultInForce } from "./faults-at.ts";
import { ALWAYS } from "./phase-settings.ts";

/** Faults in words, for records and previews: "abort UNAVAILABLE, 25 % (outage, on payment-1)". */
export function tellFaults(inForce: readonly FaultInForce[]): string[] {
  return inForce.map((fault) => `${tell(fault)}, ${percent(fault.percentage)}${origin(fault)}`);
}

function tell(fault: FaultInForce): string {
  switch (fault.kind) {
    case "delay":
      if (fault.jitterMs !== undefined) return `delay ${fault.ms} ± ${fault.jitterMs} ms`;
      return `delay ${fault.ms} ms${fault.p99Ms === undefined ? "" : ` (p99 ${fault.p99Ms} ms)`}`;
    case "abort":
      return `abort ${fault.code}`;
    case "dropReply":
      return "drop reply";
    default:
      return fault.kind;
  }
}

/** A rising percentage has more digits than anybody reads. */
const percent = (value: number) => `${Number(value.toFixed(1))} %`;

function origin({ phase, replicas }: FaultInForce): string {
  if (phase === ALWAYS) return "";
  return replicas ? ` (${phase}, on ${replicas.join(" and ")})` : ` (${phase})`;
}
