/** One replica of a service, as a process of this machine. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export type ServiceOptions = {
  /** Tells the replica from others: "order-1". */
  name: string;
  /** The file that Node runs: services/order/main.ts, or a bundle of it. */
  main: string;
  /** Of the gRPC server, on 127.0.0.1; the last thing of a service to open. */
  port: number;
  /** All that the process gets to see of an environment, beside PATH. */
  env: Record<string, string>;
  /** What it prints is added to this file. */
  logFile: string;
  /** What it gets when this process ends, however that comes about; "SIGTERM" lets it end in order. */
  tie?: "SIGTERM" | "SIGKILL";
};

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type ServiceProcess = {
  name: string;
  pid: number;
  exited: Promise<Exit>;
  /** Resolves once the service takes calls; rejects, with the end of its log, if it ends before. */
  ready: Promise<void>;
  kill(signal: NodeJS.Signals): void;
};

const LOOK_AGAIN_MS = 25;

export function startService({ name, main, port, env, logFile, tie = "SIGTERM" }: ServiceOptions): ServiceProcess {
  const out = openSync(logFile, "a", 0o600);
  const command = ["--pdeathsig", tie.slice("SIG".length), process.execPath, main];
  // In a process group of its own: a Ctrl-C at the terminal is for us, and we tell the service when its turn has come.
  const child = spawn("setpriv", command, {
    stdio: ["ignore", out, out],
    env: { PATH: process.env.PATH ?? "", ...env },
    detached: true,
  });
  closeSync(out);
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  const ready = untilReady(port, exited).catch(async (error: Error) => {
    throw new Error(`${name} ${error.message}; ${logFile} ends with\n${lastLines(logFile)}`);
  });
  // Whether anybody waits for it or not.
  ready.catch(() => {});
  return { name, pid: child.pid ?? 0, exited, ready, kill: (signal) => void child.kill(signal) };
}

/** "exit code 1", "SIGKILL". */
export function describeExit({ code, signal }: Exit): string {
  return signal ?? `exit code ${code}`;
}

async function untilReady(port: number, exited: Promise<Exit>): Promise<void> {
  let exit: Exit | undefined;
  exited.then(
    (how) => {
      exit = how;
    },
    () => {
      exit = { code: null, signal: null };
    },
  );
  while (!(await accepts(port))) {
    if (exit) throw new Error(`ended at its start (${describeExit(exit)})`);
    await delay(LOOK_AGAIN_MS);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-4).join("\n");
}
