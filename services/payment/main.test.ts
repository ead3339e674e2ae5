/** The Payment process, from its environment to its exit code. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";

/** The process with these settings, and its log line by line. */
function paymentProcess(t: TestContext, settings: unknown) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], {
    env: { HOLDFAST_SETTINGS: JSON.stringify(settings), POD_NAME: "payment-1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const logged = async (): Promise<{ level: string; msg: string; replica: string }> => {
    const { value, done } = await lines.next();
    assert.ok(!done, "the log has ended");
    return JSON.parse(value);
  };
  return { child, exit: once(child, "exit"), logged };
}

test("a SIGTERM that comes while the program is still being loaded lets it start, and then ends it", async (t) => {
  const { child, exit, logged } = paymentProcess(t, { listen: { port: 0 }, metrics: { port: 0 } });
  assert.equal((await logged()).msg, "starting");
  child.kill("SIGTERM");
  for (const msg of ["payment takes calls", "started", "stopping", "stopped"]) assert.equal((await logged()).msg, msg);
  assert.deepEqual(await exit, [0, null]);
});

test("settings that cannot be used end the process with a sentence for each", async (t) => {
  const { exit, logged } = paymentProcess(t, { logLevel: "loud", chaos: {} });
  assert.equal((await logged()).msg, "starting");
  const { level, replica, msg } = await logged();
  assert.deepEqual([level, replica], ["fatal", "payment-1"]);
  assert.match(msg, /`logLevel` is "loud": must be trace, debug/);
  assert.match(msg, /`chaos` is not a setting/);
  assert.deepEqual(await exit, [1, null]);
});
