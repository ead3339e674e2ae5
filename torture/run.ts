/** A run: rounds one after the other, each judged when it is over, and what all of them came by. */
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { prepareContext } from "../infra/images/context.ts";
import type { ServiceName } from "../local/live-files.ts";
import { check } from "./check.ts";
import { type Coverage, cover, newCoverage, untriedPoints } from "./coverage.ts";
import type { HistoryEvent } from "./history.ts";
import { runRound } from "./round.ts";
import { startServers } from "./servers.ts";

export type RunOptions = {
  /** Where the services are built from: the project, or a copy with a bug in it. */
  root: string;
  seed: string;
  first: number;
  rounds: number;
  /** Histories and logs are in here. */
  folder: string;
  onRound: (judged: Judged) => void;
  /** Asked before each round. */
  enough?: () => boolean;
};

export type Judged = { round: number; violations: string[]; history: HistoryEvent[]; seconds: number };
export type RunResult = { rounds: number; violations: number; coverage: Coverage };

export async function run({ root, seed, first, rounds, folder, onRound, enough }: RunOptions): Promise<RunResult> {
  mkdirSync(folder, { recursive: true });
  const mains = { order: await mainOf(root, "order"), payment: await mainOf(root, "payment") };
  const data = path.join(folder, "postgres");
  const servers = await startServers(data);
  const result: RunResult = { rounds: 0, violations: 0, coverage: newCoverage() };
  try {
    for (let round = first; round < first + rounds && !enough?.(); round++) {
      const started = performance.now();
      const name = `round-${String(round).padStart(5, "0")}`;
      const history = await runRound({
        servers,
        mains,
        seed,
        round,
        untried: untriedPoints(result.coverage),
        folder: path.join(folder, "logs", name),
        historyFile: path.join(folder, `${name}.jsonl`),
      });
      const violations = check(history);
      cover(result.coverage, history);
      result.rounds++;
      result.violations += violations.length;
      onRound({ round, violations, history, seconds: (performance.now() - started) / 1_000 });
    }
  } finally {
    await servers.stop();
    rmSync(data, { recursive: true, force: true });
  }
  return result;
}

/** The bundle that the image of a service would run. */
async function mainOf(root: string, service: ServiceName): Promise<string> {
  const { folder } = await prepareContext(root, service);
  return path.join(folder, "services", service, "main.js");
}
