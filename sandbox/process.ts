/** Starting, watching and ending processes. */
import { type SpawnOptions, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

export type Ran = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

/** Runs a program to its end and keeps what it printed. Never throws for an exit code; throws when it cannot be started. */
export function run(
  command: string,
  args: string[],
  options: SpawnOptions & { input?: string; onLine?: (line: string) => void } = {},
): Promise<Ran> {
  const { input, onLine, ...rest } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"], ...rest });
    let stdout = "";
    let stderr = "";
    const tellLines = (chunk: string) => {
      for (const line of chunk.split(/[\r\n]+/)) if (onLine && line.trim()) onLine(line.trim());
    };
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      tellLines(chunk);
    });
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
      tellLines(chunk);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    if (input !== undefined) child.stdin?.end(input);
  });
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

export function isAlive(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== undefined && stat.state !== "Z";
}

/** Ends a marked process, and only that one; waits until it is gone. */
export async function end(mark: ProcessMark, signal: NodeJS.Signals, timeoutMs: number): Promise<boolean> {
  if (!isSameProcess(mark)) return true;
  process.kill(mark.pid, signal);
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
