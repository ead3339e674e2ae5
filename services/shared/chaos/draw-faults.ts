/** Which of the faults in force strike a call: drawn, but never at random. */
import { hash } from "node:crypto";
import { delayMs } from "./delay-amount.ts";
import type { FailureCode } from "./fault-settings.ts";
import type { FaultInForce } from "./faults-at.ts";

/** A fault that strikes one call. */
export type Strike = { phase: string } & (
  | { kind: "delay" | "processorDelay"; ms: number }
  | { kind: "abort"; code: FailureCode }
  | { kind: "hang" | "dropReply" | "processorAbort" }
);

/** What a call is known by. */
export type Drawn = {
  seed: number;
  /** What the call is about, the same when it is made again. */
  key: string;
  /** Which time it is made. Without it a key that is struck once would be struck at every try. */
  attempt: string;
};

/** The order in which faults strike, wherever they come from. */
const ORDER: readonly Strike["kind"][] = ["delay", "abort", "hang", "dropReply", "processorDelay", "processorAbort"];

/** Each fault is drawn for itself. The same call meets the same faults on every replica and in every run. */
export function drawFaults(inForce: readonly FaultInForce[], call: Drawn): Strike[] {
  return inForce
    .flatMap((fault) => (isDrawn(fault, call) ? strikeOf(fault, call) : []))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

/** Whether a fault strikes what the draw is for. 0 percent never does, and 100 always. */
export function isDrawn(fault: FaultInForce, call: Drawn): boolean {
  return uniform(fault, fault.kind, call) * 100 < fault.percentage;
}

function strikeOf(fault: FaultInForce, call: Drawn): Strike[] {
  const { kind, phase } = fault;
  switch (kind) {
    case "delay":
    case "processorDelay":
      return [{ kind, phase, ms: delayMs(fault, uniform(fault, `${kind}-ms`, call)) }];
    case "abort":
      return [{ kind, phase, code: fault.code }];
    case "hang":
    case "dropReply":
    case "processorAbort":
      return [{ kind, phase }];
    case "crash":
      // Strikes replicas, not calls: crash-on-schedule.ts.
      return [];
  }
}

/**
 * A number in [0, 1): the first 48 bits, which are 12 hexadecimal digits, of the SHA-256 of the JSON text
 * [seed, phase, occurrence, what, key, attempt]. Anybody can compute it again, in any language, to see
 * why a call was struck.
 */
function uniform({ phase, occurrence }: FaultInForce, what: string, { seed, key, attempt }: Drawn): number {
  const text = JSON.stringify([seed, phase, occurrence, what, key, attempt]);
  return Number.parseInt(hash("sha256", text).slice(0, 12), 16) / 2 ** 48;
}
