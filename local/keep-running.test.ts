import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { keepRunning, type Running } from "./keep-running.ts";

type Sleeper = Running & { kill(signal: NodeJS.Signals): void };

function sleeper(): Sleeper {
  const child = spawn("sleep", ["20"], { stdio: "ignore" });
  return { pid: child.pid ?? 0, exited: once(child, "exit"), kill: (signal) => void child.kill(signal) };
}

function options(start: () => Promise<Sleeper>, said: string[], onSaid: (line: string) => void = () => {}) {
  return {
    name: "sleeper",
    start,
    describe: async ({ exited }: Sleeper) => {
      await exited;
      return "killed";
    },
    say: (line: string) => {
      said.push(line);
      onSaid(line);
    },
    shortestPauseMs: 1,
  };
}

test("What ends unasked is started again, and that is said.", async () => {
  const said: string[] = [];
  const again = Promise.withResolvers<void>();
  const kept = await keepRunning(
    options(
      async () => sleeper(),
      said,
      (line) => line.includes("runs again") && again.resolve(),
    ),
  );
  const first = kept.current();
  first.kill("SIGKILL");
  await again.promise;
  assert.notEqual(kept.current().pid, first.pid);
  assert.match(said[0] ?? "", /^sleeper ended \(killed\); started again in 0\.001 s$/);
  await kept.stop((running) => running.kill("SIGTERM"));
});

test("What is stopped stays so.", async () => {
  let starts = 0;
  const said: string[] = [];
  const kept = await keepRunning(
    options(async () => {
      starts++;
      return sleeper();
    }, said),
  );
  await kept.stop((running) => running.kill("SIGTERM"));
  assert.equal(starts, 1);
  assert.deepEqual(said, []);
});

test("A start that fails is tried again; one that is under way when all is stopped is ended too.", async () => {
  const said: string[] = [];
  const reached = Promise.withResolvers<void>();
  const late = Promise.withResolvers<Sleeper>();
  const starts = [
    async () => sleeper(),
    async () => Promise.reject(new Error("no room")),
    () => {
      reached.resolve();
      return late.promise;
    },
  ];
  const kept = await keepRunning(options(async () => (starts.shift() ?? assert.fail("one start too many"))(), said));
  kept.current().kill("SIGKILL");
  await reached.promise;
  assert.ok(said.includes("sleeper does not start: no room"));
  const stopped = kept.stop((running) => running.kill("SIGTERM"));
  const last = sleeper();
  late.resolve(last);
  await stopped;
  await last.exited;
});

test("A first start that fails is the caller's.", async () => {
  await assert.rejects(keepRunning(options(() => Promise.reject(new Error("no such program")), [])), /no such program/);
});
