/** The process that makes the load, started and watched. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { LoadPlan, LoadProgress } from "../load/plan.ts";
import type { Calls } from "../run.ts";

const MAIN = path.join(import.meta.dirname, "..", "load", "main.ts");

export type RunningLoad = {
  /** What was done, once all calls have ended; also after `stop`. */
  ended: Promise<Calls>;
  stop(): void;
};

export function startLoad(plan: LoadPlan, onProgress: (progress: LoadProgress) => void): RunningLoad {
  // It ends with us, however that comes about.
  const child = spawn("setpriv", ["--pdeathsig", "KILL", process.execPath, MAIN], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  // One that ends without reading it tells by its exit code.
  child.stdin.on("error", () => {}).end(JSON.stringify(plan));
  createInterface({ input: child.stdout }).on("line", (line) => onProgress(JSON.parse(line)));
  const ended = new Promise<Calls>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code !== 0)
        return reject(new Error(`the process that makes the load ended with ${signal ?? `exit code ${code}`}`));
      resolve(JSON.parse(readFileSync(plan.file, "utf8")));
    });
  });
  ended.catch(() => {});
  return { ended, stop: () => void child.kill("SIGTERM") };
}
