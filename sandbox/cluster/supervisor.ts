/** Keeps a daemon running: its output to a file, started again when it ends, with a growing pause. */
import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export type Daemon = {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** True when it can serve. */
  ready: () => Promise<boolean> | boolean;
};

const READY_WITHIN_MS = 90_000;
const LONGEST_PAUSE_MS = 10_000;

export class Supervisor {
  readonly #logs: string;

  constructor(logs: string) {
    this.#logs = logs;
  }

  /** Starts it and returns when it is ready; throws with the end of its output when it does not become so. */
  async start(daemon: Daemon): Promise<void> {
    const log = path.join(this.#logs, `${daemon.name}.log`);
    let ends = 0;
    const launch = (): ChildProcess => {
      const out = openSync(log, ends === 0 ? "w" : "a");
      const child = spawn(daemon.command, daemon.args, {
        stdio: ["ignore", out, out],
        env: { ...process.env, ...daemon.env },
      });
      child.on("error", (error) => process.stderr.write(`${daemon.name}: ${error.message}\n`));
      child.on("exit", (code, signal) => {
        ends++;
        process.stdout.write(`${daemon.name} ended (${signal ?? code}); started again\n`);
        setTimeout(launch, Math.min(250 * 2 ** ends, LONGEST_PAUSE_MS));
      });
      return child;
    };
    launch();
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await safely(daemon.ready))) {
      if (ends >= 5 || performance.now() > deadline) {
        const tail = readFileSync(log, "utf8").trim().split("\n").slice(-6).join("\n");
        throw new Error(`${daemon.name} ${ends > 0 ? `ended ${ends} times` : "did not become ready"}:\n${tail}`);
      }
      await delay(100);
    }
    process.stdout.write(`${daemon.name} is ready\n`);
  }
}

async function safely(probe: () => Promise<boolean> | boolean): Promise<boolean> {
  try {
    return await probe();
  } catch {
    return false;
  }
}
