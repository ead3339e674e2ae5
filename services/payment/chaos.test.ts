/** Chaos on a running Payment: over a real connection, on real databases, with settings that change while it runs. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { credentials } from "@grpc/grpc-js";
import { testPostgres } from "../../local/test-postgres.ts";
import { PaymentClient, paymentService } from "../../proto/contracts.ts";
import { TRY_METADATA } from "../shared/chaos/tries.ts";
import { createLog } from "../shared/log.ts";
import { call } from "../shared/rpc-client.ts";
import { testFolder } from "../shared/test-folder.ts";
import { startPayment } from "./app.ts";
import { PaymentSettings } from "./settings.ts";
import { testParties } from "./test-parties.ts";

const postgres = await testPostgres();

/** A file of live settings in a folder of its own. */
function liveFile() {
  const file = path.join(testFolder(), "settings.json");
  return { file, write: (chaos: object) => writeFileSync(file, JSON.stringify({ chaos })) };
}

const settingsWith = (liveSettingsFile: string) => ({ listen: { port: 0 }, metrics: { port: 0 }, liveSettingsFile });

async function running(t: TestContext, chaos: object, replica = "payment-1") {
  const live = liveFile();
  live.write(chaos);
  const databaseUrls = { ledger: await postgres.newDatabase(), processor: await postgres.newDatabase() };
  const waits: number[] = [];
  const payment = await startPayment({
    settings: PaymentSettings.parse(settingsWith(live.file)),
    databaseUrls,
    replica,
    wait: async (ms) => waits.push(ms),
    log: createLog({ service: "payment", replica, destination: { write: () => {} } }),
  });
  t.after(() => payment.close());
  const client = new PaymentClient(`127.0.0.1:${payment.port}`, credentials.createInsecure());
  t.after(() => client.close());
  const metrics = async () => (await fetch(`http://127.0.0.1:${payment.metricsPort}/metrics`)).text();
  return {
    metrics,
    databaseUrls,
    waits,
    charge: ({ deadlineMs = 10_000, idempotencyKey = "order-1/1", metadata = {} } = {}) => {
      const amount = { currencyCode: "EUR", amountMinor: "2900" };
      const request = { amount, paymentMethod: "pm_card_visa", idempotencyKey };
      return call(client, paymentService.ProcessPayment, request, { deadlineMs, metadata });
    },
    find: () => call(client, paymentService.GetPayment, { idempotencyKey: "order-1/1" }, { deadlineMs: 10_000 }),
    /** Resolves once nothing is in force any more. */
    async takeBack() {
      live.write({});
      const giveUp = AbortSignal.timeout(10_000);
      while ((await metrics()).includes("\nholdfast_faults_in_force_percentage{")) assert.ok(!giveUp.aborted);
    },
  };
}

test("a reply that is lost is lost after the charge was made, and every method can lose it", async (t) => {
  const { charge, find, takeBack, metrics } = await running(t, { dropReply: { percentage: 100 } });
  await assert.rejects(charge(), { code: "UNAVAILABLE" });
  await assert.rejects(find(), { code: "UNAVAILABLE" });
  assert.match(await metrics(), /^holdfast_faults_total\{kind="dropReply",phase="always"\} 2$/m);
  await takeBack();
  assert.equal((await find()).payment?.state, "PAYMENT_STATE_APPROVED");
  assert.equal((await charge()).result, "PAYMENT_RESULT_APPROVED");
});

test("a call that hangs ends at its caller's deadline, and has charged nothing", async (t) => {
  const { charge, find, takeBack } = await running(t, { hang: { percentage: 100 } });
  await assert.rejects(charge({ deadlineMs: 100 }), { code: "DEADLINE_EXCEEDED" });
  await takeBack();
  await assert.rejects(find(), { code: "NOT_FOUND" });
});

test("a processor that gives no answer leaves the key under way, and it is charged once all the same", async (t) => {
  const { charge, databaseUrls, metrics, takeBack } = await running(t, { processorAbort: { percentage: 100 } });
  const { expireLeases, moved } = await testParties(t, databaseUrls);
  await assert.rejects(charge(), { code: "UNAVAILABLE" });
  await assert.rejects(charge(), { code: "ABORTED" });
  assert.match(await metrics(), /^holdfast_faults_total\{kind="processorAbort",phase="always"\} 1$/m);
  await takeBack();
  await expireLeases();
  const giveUp = AbortSignal.timeout(10_000);
  // The resolver may be at it at this moment.
  while ((await charge().catch(() => undefined))?.result !== "PAYMENT_RESULT_APPROVED") giveUp.throwIfAborted();
  assert.equal(await moved("order-1/1"), "charge");
});

test("a late processor is waited for behind the ledger", async (t) => {
  const { charge, waits } = await running(t, { processorDelay: { ms: 700 } });
  assert.equal((await charge()).result, "PAYMENT_RESULT_APPROVED");
  assert.deepEqual(waits, [700]);
});

test("a phase strikes the replica that it names, while it is in force", async (t) => {
  const now = new Date().toISOString();
  const outage = { startMs: 0, durationMs: 600_000, faults: { abort: { code: "INTERNAL", percentage: 100 } } };
  const { charge, takeBack, metrics } = await running(t, {
    anchor: now,
    phases: [
      { ...outage, name: "ours", replicas: ["payment-1"] },
      { ...outage, name: "another", replicas: ["payment-2"] },
    ],
  });
  await assert.rejects(charge(), { code: "INTERNAL" });
  const page = await metrics();
  assert.match(page, /^holdfast_faults_total\{kind="abort",phase="ours"\} 1$/m);
  assert.match(page, /^holdfast_faults_total\{kind="abort",phase="another"\} 0$/m);
  assert.match(page, /^holdfast_faults_in_force_percentage\{kind="abort",phase="ours"\} 100$/m);
  assert.doesNotMatch(page, /^holdfast_faults_in_force_percentage\{.*another/m);
  await takeBack();
  assert.equal((await charge()).result, "PAYMENT_RESULT_APPROVED");
});

test("the same seed strikes the same tries, on each replica and in each run", async (t) => {
  const chaos = { seed: 7, abort: { percentage: 30 }, dropReply: { percentage: 30 } };
  const outcomesOn = async (replica: string) => {
    const { charge } = await running(t, chaos, replica);
    const orders = Array.from({ length: 30 }, (_, index) => `order-${index}/1`);
    const tryAll = (attempt: string) =>
      Promise.all(
        orders.map((idempotencyKey) =>
          charge({ idempotencyKey, metadata: { [TRY_METADATA]: attempt } }).then(
            () => "answered",
            ({ message }) => message,
          ),
        ),
      );
    return [...(await tryAll("1")), ...(await tryAll("2"))];
  };
  const first = await outcomesOn("payment-1");
  assert.deepEqual(await outcomesOn("payment-2"), first);
  assert.equal(new Set(first).size, 3, "answered, aborted, and lost on the way back");
});

test("a crash ends the process at once, and what is started in its place stays", async (t) => {
  const live = liveFile();
  live.write({});
  const environment = {
    HOLDFAST_SETTINGS: JSON.stringify(settingsWith(live.file)),
    HOLDFAST_DATABASE_URL: await postgres.newDatabase(),
    HOLDFAST_PROCESSOR_DATABASE_URL: await postgres.newDatabase(),
    POD_NAME: "payment-1",
  };
  const start = () => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], {
      env: environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    t.after(() => child.kill("SIGKILL"));
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const logged = async (msg: string) => {
      for (let line = await lines.next(); !line.done; line = await lines.next())
        if (JSON.parse(line.value).msg === msg) return JSON.parse(line.value);
      assert.fail(`the log has ended before it said: ${msg}`);
    };
    return { child, exit: once(child, "exit"), logged };
  };

  const first = start();
  await first.logged("started");
  const crash = { name: "restart", startMs: 0, durationMs: 600_000, faults: { crash: { percentage: 100 } } };
  live.write({ anchor: new Date().toISOString(), phases: [crash] });
  const { level, phase } = await first.logged("crashes, as the chaos settings ask for");
  assert.deepEqual([level, phase, await first.exit], ["fatal", "restart", [137, null]]);

  const second = start();
  await second.logged("started");
  second.child.kill("SIGTERM");
  assert.deepEqual(await second.exit, [0, null]);
});
