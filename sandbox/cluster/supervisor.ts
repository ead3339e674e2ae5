/** Keeps a daemon running: its output to a file, started again when it ends, with a growing pause. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export type Daemon = {
  name: string;
  command: string;
  args: string[];
  /** True when it can serve. */
  ready: () => Promise<boolean> | boolean;
};

const READY_WITHIN_MS = 90_000;
const LONGEST_PAUSE_MS = 10_000;

export class Supervisor {
  readonly #logs: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(logs: string, env: NodeJS.ProcessEnv) {
    this.#logs = logs;
    this.#env = env;
  }

  /** Starts it and returns when it is ready; throws with the end of its output when it does not become so. */
  async start(daemon: Daemon): Promise<void> {
    const log = path.join(this.#logs, `${daemon.name}.log`);
    let ends = 0;
    let unstartable: Error | undefined;
    const launch = () => {
      const out = openSync(log, ends === 0 ? "w" : "a");
      const child = spawn(daemon.command, daemon.args, { stdio: ["ignore", out, out], env: this.#env });
      closeSync(out);
      // No exit follows. A program that is not there will not be there in a moment either.
      child.on("error", (error) => {
        unstartable = error;
      });
      child.on("exit", (code, signal) => {
        ends++;
        process.stdout.write(`${daemon.name} ended (${signal ?? code}); started again\n`);
        setTimeout(launch, Math.min(250 * 2 ** ends, LONGEST_PAUSE_MS));
      });
    };
    launch();
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await safely(daemon.ready))) {
      if (unstartable) throw new Error(`${daemon.name} cannot be started: ${unstartable.message}`);
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
