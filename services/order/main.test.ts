/** The Order process, from its environment to its exit code. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { credentials } from "@grpc/grpc-js";
import { testPostgres } from "../../local/test-postgres.ts";
import { OrderClient, orderService } from "../../proto/contracts.ts";
import { call } from "../shared/rpc-client.ts";
import { RpcError } from "../shared/rpc-error.ts";
import { testFolder } from "../shared/test-folder.ts";
import { APPROVED, scriptedPayment } from "./scripted-payment.ts";
import { until } from "./test-order.ts";

const postgres = await testPostgres();
const FREE_PORTS = { listen: { port: 0 }, metrics: { port: 0 } };
const SOON = { deadlineMs: 10_000 };

type Line = { level: string; msg: string; replica: string; port?: number; err?: object };

/** The process with these settings, on a new database unless `env` says otherwise; `logged` waits for a line of its log. */
async function orderProcess(t: TestContext, settings: unknown, env: Record<string, string> = {}) {
  const HOLDFAST_DATABASE_URL = await postgres.newDatabase();
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], {
    env: { HOLDFAST_SETTINGS: JSON.stringify(settings), POD_NAME: "order-1", HOLDFAST_DATABASE_URL, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const exit = once(child, "exit").then(([code]) => code);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const logged = async (text: string): Promise<Line> => {
    for (;;) {
      const { value, done } = await lines.next();
      assert.ok(!done, `the log ended without "${text}"`);
      const line: Line = JSON.parse(value);
      if (line.msg.includes(text)) return line;
    }
  };
  return { child, exit, logged };
}

function placeAt(t: TestContext, port: number | undefined) {
  const client = new OrderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  t.after(() => client.close());
  const wish = { productId: "grinder", quantity: 1, paymentMethod: "pm_card_visa" };
  return call(client, orderService.PlaceOrder, wish, SOON);
}

test("on SIGTERM an order under way is finished, new ones are not taken, and the exit code is 0", async (t) => {
  const liveSettingsFile = path.join(testFolder(), "settings.json");
  writeFileSync(liveSettingsFile, JSON.stringify({ breaker: { callDeadlineMs: 10_000 } }));
  const payment = await scriptedPayment(t);
  const charged = Promise.withResolvers<typeof APPROVED>();
  payment.charge = () => charged.promise;
  const settings = { ...FREE_PORTS, liveSettingsFile, payment: { target: payment.target } };
  const { child, exit, logged } = await orderProcess(t, settings);
  const { port, replica } = await logged("order takes calls");
  assert.equal(replica, "order-1");

  const underWay = placeAt(t, port);
  await until("a charge", () => payment.charges.length === 1);
  child.kill("SIGTERM");
  await logged("stopping");
  await assert.rejects(placeAt(t, port), (error) => error instanceof RpcError && error.code === "UNAVAILABLE");
  charged.resolve(APPROVED);
  assert.equal((await underWay).order?.status, "ORDER_STATUS_CONFIRMED");
  await logged("stopped");
  assert.equal(await exit, 0);
});

test("settings that cannot be used end the process with a sentence for each", async (t) => {
  const { exit, logged } = await orderProcess(t, { drainMs: "1e3", catalog: {} });
  const { msg } = await logged("HOLDFAST_SETTINGS");
  assert.match(msg, /`drainMs` is "1e3": must be a whole number/);
  assert.match(msg, /`catalog`/);
  assert.equal(await exit, 1);
});

test("without a database's URL, or with one that is none, the process says how to set it, and shows no secret", async (t) => {
  for (const [HOLDFAST_DATABASE_URL, why] of [
    ["", /it is not set: set it to postgres:/],
    ["mysql://order:secret@db/orders", /it is not the URL of a database/],
  ] as const) {
    const { exit, logged } = await orderProcess(t, FREE_PORTS, { HOLDFAST_DATABASE_URL });
    const { msg, level } = await logged("HOLDFAST_DATABASE_URL");
    assert.match(msg, why);
    assert.doesNotMatch(msg, /mysql|order:/);
    assert.deepEqual([level, await exit], ["fatal", 1]);
  }
});

test("a database that is not there yet is waited for, and SIGTERM meanwhile ends the process in order", async (t) => {
  const HOLDFAST_DATABASE_URL = "postgres://order:secret@127.0.0.1:1/orders";
  const { child, exit, logged } = await orderProcess(t, FREE_PORTS, { HOLDFAST_DATABASE_URL });
  const line = await logged("waiting for the database");
  assert.doesNotMatch(JSON.stringify(line), /secret/);
  child.kill("SIGTERM");
  await logged("stopped before it had started");
  assert.equal(await exit, 0);
});

test("at a crash point that is wanted the process dies at once, and says at which", async (t) => {
  const { child, logged } = await orderProcess(t, FREE_PORTS, { HOLDFAST_CRASH_POINT: "after-insert" });
  const ended = once(child, "exit");
  const { port } = await logged("order takes calls");
  await assert.rejects(placeAt(t, port), RpcError);
  await logged("dies at a crash point");
  assert.deepEqual(await ended, [null, "SIGKILL"]);
});

test("a port that is taken ends the process with a sentence about the setting to change", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  t.after(() => other.close());
  await once(other, "listening");
  const address = other.address();
  assert.ok(address !== null && typeof address === "object");
  const { exit, logged } = await orderProcess(t, { ...FREE_PORTS, listen: { port: address.port } });
  const line = await logged("listen");
  assert.deepEqual([line.level, line.err], ["fatal", undefined]);
  assert.match(
    line.msg,
    /^`listen` cannot be used:\n {2}cannot listen on 127\.0\.0\.1:\d+: EADDRINUSE: .*`listen\.port`/,
  );
  assert.equal(await exit, 1);
});
