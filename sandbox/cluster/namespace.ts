/**
 * The sandbox as one set of namespaces (pid, mount, network, host name, IPC): started, found again, and ended from outside.
 * All that runs in it dies with its first process, and what was mounted, linked or filtered in it goes with it.
 */
import { fork, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readUnixText } from "../../services/shared/unix-text.ts";
import { logPath, type Paths } from "../paths.ts";
import { Problem } from "../problem.ts";
import { end, isSameProcess, markOf, type ProcessMark } from "../process.ts";
import { removeCgroups } from "./cgroups.ts";
import { type Boot, bootFile, cgroupName, type Plan, planFile } from "./plan.ts";

type Running = { namespace: ProcessMark; forwarder?: ProcessMark | undefined };

const runningFile = (paths: Paths) => path.join(paths.state, "run", "running.json");

export type SandboxState = { kind: "stopped" } | { kind: "running"; plan: Plan; boot: Boot };

export function sandboxState(paths: Paths): SandboxState {
  const running = readJson<Running>(runningFile(paths));
  const plan = readJson<Plan>(planFile(paths));
  if (!running || !plan || !isSameProcess(running.namespace)) return { kind: "stopped" };
  return { kind: "running", plan, boot: readJson<Boot>(bootFile(paths)) ?? { phase: "starting", step: "namespaces" } };
}

/** Starts the namespaces and waits until what is in them serves. On any failure nothing stays behind. */
export async function startNamespace(
  plan: Plan,
  rootfs: string,
  note: (detail: string) => void,
  signal: AbortSignal,
): Promise<Boot> {
  const { paths } = plan;
  for (const folder of ["run", "log"]) mkdirSync(path.join(paths.state, folder), { recursive: true, mode: 0o700 });
  rmSync(bootFile(paths), { force: true });
  writeFileSync(planFile(paths), JSON.stringify(plan), { mode: 0o600 });

  const log = openSync(logPath(paths, "init"), "w");
  const network = plan.mode === "cluster" ? ["--net"] : [];
  const enter = readUnixText(path.join(paths.repo, "sandbox", "cluster", "enter.sh"));
  const unshare = spawn(
    "unshare",
    [
      ...network,
      "--pid",
      "--mount",
      "--uts",
      "--ipc",
      "--fork",
      "--kill-child",
      "sh",
      "-c",
      enter,
      "enter.sh",
      rootfs,
      paths.repo,
      paths.state,
      paths.cache,
      paths.node,
    ],
    { stdio: ["ignore", log, log], detached: true },
  );
  const failedToStart = new Promise<never>((_, reject) => unshare.on("error", reject));
  failedToStart.catch(() => undefined);
  const namespace = unshare.pid === undefined ? undefined : markOf(unshare.pid);
  if (!namespace) return failedToStart;
  unshare.unref();
  const remember = (running: Running) => writeFileSync(runningFile(paths), JSON.stringify(running));
  remember({ namespace });
  try {
    const forwarder = plan.mode === "cluster" ? await startForwarder(paths) : undefined;
    remember({ namespace, forwarder });
    return await waitUntilServing(paths, namespace, note, signal);
  } catch (error) {
    await stopNamespace(paths);
    throw error;
  }
}

/** Ends everything in the namespaces and the ports outside; true if there was something to end. */
export async function stopNamespace(paths: Paths): Promise<boolean> {
  const running = readJson<Running>(runningFile(paths));
  const was = running !== undefined && isSameProcess(running.namespace);
  if (running?.forwarder) await end(running.forwarder, "SIGTERM", 5_000);
  // unshare's --kill-child ends the namespace's first process with it, and the kernel all others.
  if (running && !(await end(running.namespace, "SIGKILL", 10_000)))
    throw new Problem(
      `the sandbox's process ${running.namespace.pid} does not end`,
      "Try `npm run stop` again in a minute.",
    );
  await removeCgroupsWhenEmpty(cgroupName(paths));
  for (const file of [runningFile(paths), bootFile(paths)]) rmSync(file, { force: true });
  return was;
}

async function removeCgroupsWhenEmpty(name: string) {
  const deadline = performance.now() + 15_000;
  for (;;) {
    try {
      return removeCgroups(name);
    } catch (error) {
      // EBUSY: the last processes of the namespace are still on their way out.
      if ((error as NodeJS.ErrnoException).code !== "EBUSY" || performance.now() > deadline) throw error;
      await delay(50);
    }
  }
}

function startForwarder(paths: Paths): Promise<ProcessMark> {
  const log = openSync(logPath(paths, "forwarder"), "w");
  const script = path.join(paths.repo, "sandbox", "cluster", "forwarder.ts");
  const child = fork(script, [paths.state], { detached: true, stdio: ["ignore", log, log, "ipc"] });
  return new Promise((resolve, reject) => {
    child.once("message", (message) => {
      const mark = child.pid === undefined ? undefined : markOf(child.pid);
      if (message === "ready" && mark) resolve(mark);
      else
        reject(
          new Problem(
            `a port on 127.0.0.1 cannot be had: ${message}`,
            "End what uses it, or choose another with `npm start -- --port N`.",
          ),
        );
      if (child.connected) child.disconnect();
      child.unref();
    });
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`the forwarder ended with exit code ${code}, see ${logPath(paths, "forwarder")}`)),
    );
  });
}

async function waitUntilServing(
  paths: Paths,
  namespace: ProcessMark,
  note: (detail: string) => void,
  signal: AbortSignal,
): Promise<Boot> {
  for (;;) {
    signal.throwIfAborted();
    const boot = readJson<Boot>(bootFile(paths));
    if (boot?.phase === "ready") return boot;
    if (boot?.phase === "failed" || !isSameProcess(namespace)) {
      const reason = boot?.phase === "failed" ? `${boot.step}: ${boot.reason}` : tail(logPath(paths, "init"));
      throw new Problem(
        `the sandbox did not come up: ${reason}`,
        `The logs are in ${path.join(paths.state, "log")}; \`npm start\` tries again.`,
      );
    }
    if (boot?.phase === "starting") note(boot.step);
    await delay(100);
  }
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(-5).join("\n") : "";
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return undefined;
  }
}
