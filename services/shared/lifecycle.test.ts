import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";

const here = pathToFileURL(`${import.meta.dirname}/`).href;

/** A process that runs `start` (the body of an async function); `log` is at hand in it. */
function processOf(t: TestContext, start: string) {
  const program = `
    import { run } from "${here}lifecycle.ts";
    import { createLog } from "${here}log.ts";
    import { SettingsError } from "${here}settings-error.ts";
    import { setTimeout as pause } from "node:timers/promises";
    const log = createLog({ service: "test", replica: "test" });
    setInterval(() => {}, 60_000); // Work that never ends by itself.
    await run(log, async (stopping) => { ${start} });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const lines: Record<string, unknown>[] = [];
  const reader = createInterface(child.stdout).on("line", (line) => lines.push(JSON.parse(line)));
  const exited = once(child, "exit").then(([code]) => code);
  return {
    child,
    async logged(msg: string) {
      while (!lines.some((line) => line.msg === msg)) await once(reader, "line");
    },
    async ended() {
      const [code] = await Promise.all([exited, once(reader, "close")]);
      return { code, log: lines.map(({ level, msg }) => `${level}: ${msg}`), lines };
    },
  };
}

test("SIGTERM closes the app, and the process ends with 0", async (t) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const { child, logged, ended } = processOf(t, `return { close: async () => { log.info("closing"); } };`);
    await logged("started");
    child.kill(signal);
    const { code, log } = await ended();
    assert.deepEqual(
      [code, log],
      [0, ["info: starting", "info: started", "info: stopping", "info: closing", "info: stopped"]],
    );
  }
});

test("a signal during the start lets it end, and then closes the app", async (t) => {
  const { child, logged, ended } = processOf(
    t,
    `log.info("still starting");
     await new Promise((done) => process.once("SIGTERM", done));
     await pause(1);
     return { close: async () => { log.info("closing"); } };`,
  );
  await logged("still starting");
  child.kill("SIGTERM");
  const { code, log } = await ended();
  assert.equal(code, 0);
  assert.deepEqual(log.slice(-2), ["info: closing", "info: stopped"]);
});

test("a start that waits for something is given up at a signal, and the process ends with 0", async (t) => {
  const { child, logged, ended } = processOf(
    t,
    `log.info("waiting");
     await pause(60_000, undefined, { signal: stopping }).catch(() => {});
     stopping.throwIfAborted();`,
  );
  await logged("waiting");
  child.kill("SIGTERM");
  const { code, log } = await ended();
  assert.deepEqual([code, log], [0, ["info: starting", "info: waiting", "info: stopped before it had started"]]);
});

test("a second signal ends the process at once, with 1", async (t) => {
  const { child, logged, ended } = processOf(t, "return { close: () => new Promise(() => {}) };");
  await logged("started");
  child.kill("SIGTERM");
  await logged("stopping");
  child.kill("SIGINT");
  const { code, log } = await ended();
  assert.equal(code, 1);
  assert.match(log.at(-1) ?? "", /^fatal: told to stop a second time/);
});

test("settings that cannot be used end the process with 1 and sentences, without a stack trace", async (t) => {
  const { ended } = processOf(t, `throw new SettingsError("HOLDFAST_SETTINGS", ["\`a\` is 1: must be 2"]);`);
  const { code, log, lines } = await ended();
  assert.deepEqual(
    [code, log],
    [1, ["info: starting", "fatal: HOLDFAST_SETTINGS cannot be used:\n  `a` is 1: must be 2"]],
  );
  assert.equal(lines.at(-1)?.err, undefined);
});

test("an app that cannot start or close ends the process with 1 and the reason", async (t) => {
  const start = await processOf(t, `throw new Error("no port");`).ended();
  assert.deepEqual([start.code, start.log], [1, ["info: starting", "fatal: could not start"]]);
  assert.match(JSON.stringify(start.lines.at(-1)), /no port/);

  const { child, logged, ended } = processOf(t, `return { close: async () => { throw new Error("stuck"); } };`);
  await logged("started");
  child.kill("SIGTERM");
  const { code, log } = await ended();
  assert.deepEqual([code, log.at(-1)], [1, "fatal: could not stop in order"]);
});

test("an error that nobody catches is logged, and ends the process with 1", async (t) => {
  for (const fault of [`setImmediate(() => { throw new Error("oops"); });`, `Promise.reject(new Error("oops"));`]) {
    const { code, lines } = await processOf(t, `${fault} return { close: async () => {} };`).ended();
    assert.equal(code, 1);
    assert.match(JSON.stringify(lines.at(-1)), /oops/);
  }
});
