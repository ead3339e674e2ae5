/** Starting, watching and ending processes. */
import { type SpawnOptions, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";
import { setTimeout as delay } from "node:timers/promises";

export type Ran = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

/** `group`: a group of its own, so that `signal` reaches what it has started as well. */
export type RunOptions = SpawnOptions & { input?: string; group?: boolean };

/**
 * Runs a program to its end and keeps what it printed. Never throws for an exit code; throws when it cannot be started,
 * and when `signal` aborts it: then once it has ended, so that what it was writing can be removed.
 */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<Ran> {
  const { input, group, ...rest } = options;
  return new Promise((resolve, reject) => {
    const stdio: SpawnOptions["stdio"] = [input === undefined ? "ignore" : "pipe", "pipe", "pipe"];
    const child = spawn(command, args, { stdio, ...rest, ...(group && { detached: true }) });
    const endGroup = () => signalGroup(child.pid, rest.killSignal ?? "SIGTERM");
    if (group) rest.signal?.addEventListener("abort", endGroup, { once: true });
    child.once("close", () => rest.signal?.removeEventListener("abort", endGroup));
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    let fault: Error | undefined;
    child.on("error", (error) => {
      if (child.pid === undefined) reject(error);
      else fault = error;
    });
    child.on("exit", () => fault && reject(fault));
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    // One that ends without reading its input tells by its exit code.
    if (input !== undefined) child.stdin?.on("error", () => undefined).end(input);
  });
}

function signalGroup(leader: number | undefined, signal: NodeJS.Signals | number): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // They ended in between.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * Runs a program with the person's terminal and gives its exit code. A Ctrl-C reaches it from the terminal itself, and a
 * SIGTERM for us is passed on: it ends in its own good order, and we wait for it.
 */
export async function runAttached(command: string, args: string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(command, args, { ...options, stdio: "inherit" });
  const interrupted = () => undefined;
  const terminated = () => child.kill("SIGTERM");
  process.on("SIGINT", interrupted).on("SIGTERM", terminated);
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code, signal) => resolve(code ?? 128 + (signal ? os.constants.signals[signal] : 0)));
    });
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", terminated);
  }
}

/** A process that can be found again: the start time tells it from a later one with the same pid. */
export type ProcessMark = { pid: number; startTime: string };

export function markOf(pid: number): ProcessMark | undefined {
  const stat = statOf(pid);
  return stat && { pid, startTime: stat.startTime };
}

export function isSameProcess(mark: ProcessMark): boolean {
  const stat = statOf(mark.pid);
  return stat !== undefined && stat.startTime === mark.startTime && stat.state !== "Z";
}

/** Ends a marked process, and only that one; waits until it is gone. */
export async function end(mark: ProcessMark, signal: NodeJS.Signals, timeoutMs: number): Promise<boolean> {
  if (!isSameProcess(mark)) return true;
  try {
    process.kill(mark.pid, signal);
  } catch (error) {
    // It ended in between.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
  const deadline = performance.now() + timeoutMs;
  while (isSameProcess(mark)) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

/** Fields 3 and 22 of /proc/PID/stat (proc(5)); the name in field 2 may hold anything, so they are counted from its end. */
function statOf(pid: number): { state: string; startTime: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", startTime: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}
