/** The Order process, from its environment to its exit code. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { credentials } from "@grpc/grpc-js";
import { pino } from "pino";
import { OrderClient, orderService } from "../../proto/contracts.ts";
import { startPayment } from "../payment/app.ts";
import { PaymentSettings } from "../payment/settings.ts";
import { call } from "../shared/rpc-client.ts";
import { RpcError } from "../shared/rpc-error.ts";

const FREE_PORTS = { listen: { port: 0 }, metrics: { port: 0 } };
const SOON = { deadlineMs: 10_000 };

type Line = { level: string; msg: string; replica: string; port?: number; err?: object };

/** The process with these settings; `logged` waits for a line of its log. */
function orderProcess(t: TestContext, settings: unknown) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], {
    env: { HOLDFAST_SETTINGS: JSON.stringify(settings), POD_NAME: "order-1" },
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

/** A Payment that takes half a second for each charge. `asked` resolves once it has one. */
async function slowPayment(t: TestContext) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "holdfast-live-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const liveSettingsFile = path.join(folder, "settings.json");
  writeFileSync(liveSettingsFile, JSON.stringify({ chaos: { delay: { ms: 500 } } }));
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const payment = await startPayment({
    settings: PaymentSettings.parse({ ...FREE_PORTS, liveSettingsFile }),
    log: pino({ level: "silent" }),
    random: () => {
      ask();
      return 0;
    },
  });
  t.after(() => payment.close());
  return { target: `dns:///127.0.0.1:${payment.port}`, asked };
}

function placeAt(t: TestContext, port: number | undefined) {
  const client = new OrderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  t.after(() => client.close());
  const wish = { productId: "grinder", quantity: 1, paymentMethod: "pm_card_visa" };
  return call(client, orderService.PlaceOrder, wish, SOON);
}

test("on SIGTERM an order under way is finished, new ones are not taken, and the exit code is 0", async (t) => {
  const { target, asked } = await slowPayment(t);
  const { child, exit, logged } = orderProcess(t, { ...FREE_PORTS, payment: { target } });
  const { port, replica } = await logged("order takes calls");
  assert.equal(replica, "order-1");

  const underWay = placeAt(t, port);
  await asked;
  child.kill("SIGTERM");
  await logged("stopping");
  await assert.rejects(placeAt(t, port), (error) => error instanceof RpcError && error.code === "UNAVAILABLE");
  assert.equal((await underWay).status, "ORDER_STATUS_CONFIRMED");
  await logged("stopped");
  assert.equal(await exit, 0);
});

test("settings that cannot be used end the process with a sentence for each", async (t) => {
  const { exit, logged } = orderProcess(t, { drainMs: "1e3", catalog: {} });
  const { msg } = await logged("HOLDFAST_SETTINGS");
  assert.match(msg, /`drainMs` is "1e3": must be a whole number/);
  assert.match(msg, /`catalog`/);
  assert.equal(await exit, 1);
});

test("a port that is taken ends the process with a sentence about the setting to change", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  t.after(() => other.close());
  await once(other, "listening");
  const address = other.address();
  assert.ok(address !== null && typeof address === "object");
  const { exit, logged } = orderProcess(t, { ...FREE_PORTS, listen: { port: address.port } });
  const line = await logged("listen");
  assert.deepEqual([line.level, line.err], ["fatal", undefined]);
  assert.match(
    line.msg,
    /^`listen` cannot be used:\n {2}cannot listen on 127\.0\.0\.1:\d+: EADDRINUSE: .*`listen\.port`/,
  );
  assert.equal(await exit, 1);
});
