/** The Payment process, from its environment to its exit code. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { testPostgres } from "../../local/test-postgres.ts";

const postgres = await testPostgres();

/** The process with this environment, and its log line by line. */
function paymentProcess(t: TestContext, settings: unknown, environment: Record<string, string>) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], {
    env: { HOLDFAST_SETTINGS: JSON.stringify(settings), POD_NAME: "payment-1", ...environment },
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

const FREE_PORTS = { listen: { port: 0 }, metrics: { port: 0 } };

async function databases() {
  return {
    HOLDFAST_DATABASE_URL: await postgres.newDatabase(),
    HOLDFAST_PROCESSOR_DATABASE_URL: await postgres.newDatabase(),
  };
}

test("it starts once its databases are up to date, and a SIGTERM ends it in order", async (t) => {
  const { child, exit, logged } = paymentProcess(t, FREE_PORTS, await databases());
  const migrated = "the database was migrated";
  for (const msg of ["starting", migrated, migrated, "payment takes calls", "started"])
    assert.equal((await logged()).msg, msg);
  child.kill("SIGTERM");
  for (const msg of ["stopping", "stopped"]) assert.equal((await logged()).msg, msg);
  assert.deepEqual(await exit, [0, null]);
});

test("a SIGTERM that comes while the program is still being loaded ends it, however far the start has come", async (t) => {
  const { child, exit, logged } = paymentProcess(t, FREE_PORTS, await databases());
  assert.equal((await logged()).msg, "starting");
  child.kill("SIGTERM");
  let last = await logged();
  while (!last.msg.startsWith("stopped")) {
    assert.equal(last.level, "info");
    last = await logged();
  }
  assert.deepEqual(await exit, [0, null]);
});

test("while its databases are not there it waits for them, and a SIGTERM ends the wait", async (t) => {
  const nowhere = "postgres://me:secret@127.0.0.1:1/payments";
  const urls = { HOLDFAST_DATABASE_URL: nowhere, HOLDFAST_PROCESSOR_DATABASE_URL: nowhere };
  const { child, exit, logged } = paymentProcess(t, FREE_PORTS, urls);
  assert.equal((await logged()).msg, "starting");
  const waiting = await logged();
  assert.deepEqual([waiting.level, waiting.msg], ["warn", "waiting for the database"]);
  assert.doesNotMatch(JSON.stringify(waiting), /secret/);
  child.kill("SIGTERM");
  assert.deepEqual(await exit, [0, null]);
});

test("settings that cannot be used end the process with a sentence for each", async (t) => {
  const { exit, logged } = paymentProcess(t, { logLevel: "loud", chaos: {} }, await databases());
  assert.equal((await logged()).msg, "starting");
  const { level, replica, msg } = await logged();
  assert.deepEqual([level, replica], ["fatal", "payment-1"]);
  assert.match(msg, /`logLevel` is "loud": must be trace, debug/);
  assert.match(msg, /`chaos` is not a setting/);
  assert.deepEqual(await exit, [1, null]);
});

test("a database or crash point that cannot be used is named, with what to do about it", async (t) => {
  const urls = await databases();
  const mistakes: [Record<string, string>, RegExp][] = [
    [{ ...urls, HOLDFAST_DATABASE_URL: "" }, /^HOLDFAST_DATABASE_URL .* the database of Payment's ledger$/s],
    [
      { HOLDFAST_DATABASE_URL: urls.HOLDFAST_DATABASE_URL },
      /^HOLDFAST_PROCESSOR_DATABASE_URL .* simulated processor$/s,
    ],
    [
      { ...urls, HOLDFAST_CRASH_POINT: "lunch" },
      /^HOLDFAST_CRASH_POINT .*"lunch" is not a crash point: .* after-settle/s,
    ],
  ];
  for (const [environment, message] of mistakes) {
    const { exit, logged } = paymentProcess(t, FREE_PORTS, environment);
    await logged();
    const { level, msg } = await logged();
    assert.equal(level, "fatal");
    assert.match(msg, message);
    assert.deepEqual(await exit, [1, null]);
  }
});
