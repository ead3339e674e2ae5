/**
 * The golden traces: what gobreaker answered, committed, so that `npm test` needs no Go.
 * `node services/order/breaker/oracle/golden.ts` writes them anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ReplaySettings } from "../replay-settings.ts";
import { seeded } from "../seeded.ts";
import { streamOf, withGobreaker } from "./gobreaker.ts";
import { randomTrace } from "./random-trace.ts";

const STEPS = 80;

/** Settings that bring out one behaviour each. */
const CASES: Record<string, Partial<ReplaySettings>> = {
  "fixed-window": { intervalMs: 20, openMs: 10 },
  "rolling-window": { intervalMs: 20, bucketMs: 5, openMs: 10 },
  "rolling-window-rounded-up": { intervalMs: 16, bucketMs: 5, openMs: 10, minRequests: 3 },
  "bucket-longer-than-window": { intervalMs: 5, bucketMs: 20, openMs: 10 },
  "never-cleared": { intervalMs: 0, bucketMs: 5, openMs: 10, failureRatio: 0.3 },
  "one-trial": { maxRequests: 1, openMs: 5, minRequests: 1 },
  "many-trials": { maxRequests: 8, openMs: 5, minRequests: 2 },
  "zero-values": { maxRequests: 0, intervalMs: 0, openMs: 0, minRequests: 0, failureRatio: 0.4 },
};

/** `NAME.jsonl` holds the settings and the steps, `NAME.answers.jsonl` an answer to each step. */
const fileOf = (name: string, part = "") => path.join(import.meta.dirname, "golden", `${name}${part}.jsonl`);

/** Every golden trace, as lines of text. */
export function goldenTraces(): { name: string; settings: ReplaySettings; steps: string[]; answers: string[] }[] {
  const linesOf = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n");
  return Object.keys(CASES).map((name) => {
    const [first = "", ...steps] = linesOf(fileOf(name));
    const settings = ReplaySettings.parse(JSON.parse(first).settings);
    return { name, settings, steps, answers: linesOf(fileOf(name, ".answers")) };
  });
}

function writeGoldenTraces(): void {
  withGobreaker((gobreaker) => {
    for (const [name, given] of Object.entries(CASES)) {
      const settings = ReplaySettings.parse(given);
      const stream = streamOf(eventfulTrace(settings));
      writeFileSync(fileOf(name), stream);
      writeFileSync(fileOf(name, ".answers"), gobreaker(stream));
    }
  });
}

/** The first seed whose trace comes back to closed after half-open, and is refused in open and in half-open. */
function eventfulTrace(settings: ReplaySettings) {
  for (let seed = 1; ; seed++) {
    const trace = randomTrace(settings, STEPS, seeded(seed));
    const states = trace.answers.map(({ state }, index) => `${trace.answers[index - 1]?.state} ${state}`);
    const reasons = trace.answers.map(({ reason }) => reason);
    if (states.includes("half-open closed") && reasons.includes("open") && reasons.includes("half-open")) return trace;
  }
}

if (import.meta.main) writeGoldenTraces();
