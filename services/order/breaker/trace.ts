/**
 * A trace: one JSON line for each call that arrives and for each that ends, in the order of time.
 *
 *     {"at": 0, "call": 1}
 *     {"at": 25, "end": 1, "verdict": "failure"}
 */
import type { Verdict } from "./verdict.ts";

/** A name for one call, used once in a trace. */
export type CallId = string | number;

/** `at` is in milliseconds since the breaker was made. */
export type Step = { at: number; call: CallId } | { at: number; end: CallId; verdict: Verdict };

/** A line that is no step, or a step that cannot be: the message says why, without the line's number. */
export class TraceError extends Error {}

const VERDICTS: readonly unknown[] = ["success", "failure", "excluded"] satisfies Verdict[];
const FORM = `a line is {"at": MS, "call": ID} or {"at": MS, "end": ID, "verdict": "success"|"failure"|"excluded"}`;

/** Reads one line, strictly. */
export function parseStep(line: string): Step {
  const { at, call, end, verdict, ...rest } = parseObject(line);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new TraceError(`unknown key ${JSON.stringify(unknown)}; ${FORM}`);
  if (typeof at !== "number" || !Number.isFinite(at) || at < 0)
    throw new TraceError(`"at" is ${JSON.stringify(at)}: it must be a number of milliseconds, 0 or more`);
  if (isCallId(call) && end === undefined && verdict === undefined) return { at, call };
  if (isCallId(end) && call === undefined) {
    if (isVerdict(verdict)) return { at, end, verdict };
    throw new TraceError(`"verdict" is ${JSON.stringify(verdict)}: it must be "success", "failure" or "excluded"`);
  }
  throw new TraceError(`one of "call" and "end" must name a call, by a string or a number; ${FORM}`);
}

function parseObject(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new TraceError(`not JSON; ${FORM}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TraceError(`no object; ${FORM}`);
  return { ...value };
}

function isCallId(value: unknown): value is CallId {
  return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}

function isVerdict(value: unknown): value is Verdict {
  return VERDICTS.includes(value);
}
