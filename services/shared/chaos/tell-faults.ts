import type { Delay, Fault } from "./fault-settings.ts";
import type { FaultInForce } from "./faults-at.ts";
import { ALWAYS } from "./phase-settings.ts";

/** Faults in words, for records: "abort UNAVAILABLE, 25 % (outage, on payment-1)". */
export function tellFaults(inForce: readonly FaultInForce[]): string[] {
  return inForce.map((fault) => `${tellFault(fault)}${origin(fault)}`);
}

/** "delay 200 ± 50 ms, 100 %" */
export function tellFault(fault: Fault): string {
  // A rising percentage has more digits than anybody reads.
  return `${effectOf(fault)}, ${Number(fault.percentage.toFixed(1))} %`;
}

function effectOf(fault: Fault): string {
  switch (fault.kind) {
    case "delay":
      return `delay ${amountOf(fault)}`;
    case "processorDelay":
      return `processor delay ${amountOf(fault)}`;
    case "processorAbort":
      return "processor abort";
    case "abort":
      return `abort ${fault.code}`;
    case "dropReply":
      return "drop reply";
    default:
      return fault.kind;
  }
}

function amountOf({ ms, jitterMs, p99Ms }: Delay): string {
  if (jitterMs !== undefined) return `${ms} ± ${jitterMs} ms`;
  return `${ms} ms${p99Ms === undefined ? "" : ` (p99 ${p99Ms} ms)`}`;
}

function origin({ phase, replicas }: FaultInForce): string {
  if (phase === ALWAYS) return "";
  return replicas ? ` (${phase}, on ${replicas.join(" and ")})` : ` (${phase})`;
}
