/** Runs a scenario against a target: warm-up, faults on their timeline, actions, load; then waits until nothing is pending. */
import { availableParallelism, loadavg } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "../../sandbox/problem.ts";
import { faultSpans } from "../fault-spans.ts";
import type { LoadProgress } from "../load/plan.ts";
import type { Run, Sample } from "../run.ts";
import type { Action, Scenario } from "../scenario.ts";
import type { Target } from "../target.ts";
import { startLoad } from "./start-load.ts";

export type RunOptions = {
  scenario: Scenario;
  target: Target;
  seed: number;
  folder: string;
  /** Aborted, the run ends early, and all is taken back. */
  stopping: AbortSignal;
  onProgress: (progress: LoadProgress & { pending?: number | undefined }) => void;
};

const LOOK_MS = 250;

/** The target is left in any case. */
export async function runScenario(options: RunOptions): Promise<Run> {
  const { scenario, target, seed, folder, stopping, onProgress } = options;
  const { load, warmUpMs, durationMs, settleMs, actions } = scenario;
  const startAtMs = Date.now() + target.leadMs + warmUpMs;
  const now = () => Date.now() - startAtMs;
  const runId = `${scenario.name}-${startAtMs.toString(36)}`;
  const samples: Sample[] = [];
  const done: Run["actions"] = [];
  const timers: NodeJS.Timeout[] = [];
  const sampling = sampleEachSecond(target, samples, now);
  // Nothing has been measured by then: there is no run to tell of.
  const unlessEnded = () => {
    if (stopping.aborted) throw new Problem(`${scenario.name} was ended before its load began`, "Run it again.");
  };
  let left = false;
  const leave = async () => {
    if (left) return;
    left = true;
    for (const timer of timers) clearTimeout(timer);
    await sampling.stop();
    await target.leave();
  };

  try {
    const file = path.join(folder, "calls.json");
    const plan = { load, target: target.address, startAtMs, warmUpMs, durationMs, seed, runId, file };
    // Phases begin with the measured part.
    const anchor = new Date(startAtMs).toISOString();
    const chaos = chaosFor(scenario, target.payments);
    unlessEnded();
    await target.setChaos({ ...chaos, seed, anchor });
    unlessEnded();
    if (now() > -warmUpMs)
      throw new Problem("the target took the faults over too late", "It is too busy: try again when less goes on.");
    const running = startLoad(plan, (progress) => onProgress({ ...progress, pending: samples.at(-1)?.pending }));
    stopping.addEventListener("abort", running.stop, { once: true });
    for (const action of actions)
      timers.push(
        setTimeout(() => {
          target.act(action);
          done.push({ atMs: Math.round(now()), what: tellAction(action) });
        }, action.atMs - now()),
      );
    const calls = await running.ended;
    await untilSettled(target, now, Math.max(durationMs, now()) + settleMs, stopping);
    const endMs = Math.round(now());
    await delay(LOOK_MS);
    const money = stopping.aborted ? undefined : await target.money();
    const orders = await target.orders(runId, startAtMs);
    await leave();
    return {
      format: "holdfast-run",
      version: 1,
      scenario,
      target: target.name,
      seed,
      machine: { cpus: availableParallelism(), loadAverage: Math.round(10 * (loadavg()[0] ?? 0)) / 10 },
      startedAt: anchor,
      endMs,
      interrupted: stopping.aborted,
      calls,
      events: await target.events(startAtMs),
      samples,
      faults: faultSpans(chaos, { fromMs: 0, toMs: endMs }, target.payments),
      actions: done,
      ...(orders && { orders }),
      ...(money && { money }),
    };
  } finally {
    await leave();
  }
}

/**
 * What a scenario has always in force is so for the measured part: the warm-up is without faults. It calls the replicas of
 * Payment payment-1, payment-2, …: here they get the names that they have.
 */
export function chaosFor({ name, chaos, durationMs }: Scenario, payments: readonly string[]): Scenario["chaos"] {
  const { phases = [], seed: _, crash: __, ...faults } = chaos;
  const nameOf = (replica: string) => {
    const number = /^payment-(\d+)$/.exec(replica)?.[1];
    const found = number === undefined ? replica : payments[Number(number) - 1];
    if (found !== undefined) return found;
    throw new Problem(
      `${name} strikes ${replica}, and there is none: ${payments.length} replicas of Payment are ready`,
      "Bring up as many as the scenario says, and run it again.",
    );
  };
  const named = phases.map(({ replicas, ...phase }) => ({
    ...phase,
    ...(replicas && { replicas: replicas.map(nameOf) }),
  }));
  if (Object.values(faults).every((fault) => fault === undefined)) return { phases: named };
  return { phases: [...named, { name: "throughout", startMs: 0, durationMs, faults }] };
}

async function untilSettled(target: Target, now: () => number, untilMs: number, stopping: AbortSignal): Promise<void> {
  while (now() < untilMs && !stopping.aborted) {
    if ((await target.pending()) === 0) return;
    await delay(LOOK_MS);
  }
}

function sampleEachSecond(target: Target, samples: Sample[], now: () => number): { stop(): Promise<void> } {
  let under: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    under = under.then(async () => {
      const atMs = Math.round(now());
      for (const sample of await target.sample()) samples.push({ atMs, ...sample });
    });
  }, 1_000);
  return {
    stop() {
      clearInterval(timer);
      return under;
    },
  };
}

function tellAction(action: Action): string {
  if (action.kind === "kill") return `${action.replica} is killed`;
  return `PostgreSQL is killed, and down for ${action.forMs / 1_000} s`;
}
