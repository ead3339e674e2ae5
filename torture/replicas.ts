/** The four replicas: started, killed, stopped, and started again when they die at a crash point. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type ServiceProcess, startService } from "../local/service-process.ts";
import type { ReplicaName } from "./faults.ts";

export type ReplicaOptions = {
  name: ReplicaName;
  /** The bundle that Node runs. */
  main: string;
  port: number;
  env: Record<string, string>;
  logFile: string;
  /** Where it is to die next, `NAME#N`; "" is nowhere. Asked at each start. */
  nextArm: () => string;
  /** How long it stays down when it has died by itself. */
  downMs: () => number;
  /** Is told the point at which it died; undefined is a fault of the service. */
  onDeath: (point: string | undefined, downMs: number) => void;
};

export type Replica = {
  name: ReplicaName;
  /** Ends it now, and starts it again after `downMs`. Nothing happens to one that is down already. */
  restart(signal: "SIGKILL" | "SIGTERM", downMs: number): Promise<void>;
  /** SIGSTOP, and SIGCONT after `downMs`. */
  pause(downMs: number): Promise<void>;
  /** Resolves once it takes calls. */
  ready(): Promise<void>;
  /** For good. */
  end(): Promise<void>;
};

export function startReplica({ name, main, port, env, logFile, nextArm, ...options }: ReplicaOptions): Replica {
  let ended = false;
  // While it is down on purpose, whoever took it down starts it again.
  let down = false;
  let starting = Promise.resolve();
  let current = start();

  function start(): ServiceProcess {
    const started = startService({
      name,
      main,
      port,
      logFile,
      tie: "SIGKILL",
      env: { ...env, HOLDFAST_CRASH_POINT: nextArm() },
    });
    void started.exited.then(() => {
      if (!down && !ended) starting = startAgain(started);
    });
    return started;
  }

  async function startAgain(dead: ServiceProcess): Promise<void> {
    const downMs = options.downMs();
    options.onDeath(crashPointIn(logFile), downMs);
    await delay(downMs);
    succeed(dead);
  }

  /** Once only: it may die at its point just when it is being killed. */
  function succeed(dead: ServiceProcess): void {
    if (!ended && current === dead) current = start();
  }

  return {
    name,
    async restart(signal, ms) {
      await starting;
      if (down || ended) return;
      down = true;
      const taken = current;
      taken.kill(signal);
      // A stopped process takes nothing but SIGKILL; and what does not drain is killed in the end.
      const impatience = setTimeout(() => taken.kill("SIGKILL"), DRAIN_MS);
      await taken.exited;
      clearTimeout(impatience);
      await delay(ms);
      down = false;
      succeed(taken);
    },
    async pause(ms) {
      const paused = current;
      paused.kill("SIGSTOP");
      await delay(ms);
      paused.kill("SIGCONT");
    },
    async ready() {
      for (let known: ServiceProcess | undefined; known !== current; ) {
        await starting;
        known = current;
        await known.ready;
      }
    },
    async end() {
      ended = true;
      current.kill("SIGKILL");
      await current.exited;
      await starting;
    },
  };
}

const DRAIN_MS = 1_500;

/** The point that a log ends at, if its service died at one. */
function crashPointIn(logFile: string): string | undefined {
  const last = readFileSync(logFile, "utf8").trimEnd().split("\n").at(-1) ?? "";
  return /"crashPoint":"([\w-]+)"/.exec(last)?.[1];
}

export function logFileOf(folder: string, name: ReplicaName): string {
  return path.join(folder, `${name}.log`);
}
