import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { credentials, Metadata } from "@grpc/grpc-js";
import { OrderClient } from "../proto/contracts.ts";
import type { PlaceOrderResponse__Output } from "../proto/gen/order/v1/PlaceOrderResponse.ts";
import { isFree } from "../sandbox/ports.ts";
import { channelOptions } from "../services/shared/rpc-client.ts";
import { liveFileOf } from "./live-files.ts";
import { readStackFile } from "./stack-settings.ts";
import { startLocal } from "./start-local.ts";

const root = path.join(import.meta.dirname, "..");
const home = mkdtempSync(path.join(tmpdir(), "holdfast-local-"));
after(() => rmSync(home, { recursive: true, force: true }));

async function freeBase(): Promise<number> {
  for (let base = 27_000; ; base += 500) if ((await isFree(base)) && (await isFree(base + 101))) return base;
}

async function until(what: string, check: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await check())) {
    assert.ok(performance.now() < deadline, `${what} did not happen`);
    await delay(20);
  }
}

test("A local run is the stack on this machine: orders, live settings, restarts, and an end that leaves nothing.", async () => {
  const { order, payment } = readStackFile(path.join(root, "Pulumi.dev.yaml"), "dev");
  const basePort = await freeBase();
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const local = await startLocal({
    home,
    basePort,
    order: { ...order, replicas: 2 },
    payment: { ...payment, replicas: 1, live: { chaos: {} } },
    say,
  });
  const client = new OrderClient(local.target("order"), credentials.createInsecure(), channelOptions);
  const place = (idempotencyKey: string) =>
    new Promise<PlaceOrderResponse__Output | undefined>((resolve, reject) => {
      const request = { productId: "grinder", quantity: 1, paymentMethod: "pm_card_visa", idempotencyKey };
      const metadata = new Metadata({ waitForReady: true });
      metadata.set("x-client-id", "me");
      client.placeOrder(request, metadata, { deadline: Date.now() + 10_000 }, (error, response) =>
        error ? reject(error) : resolve(response),
      );
    });
  try {
    const first = await place("one");
    assert.equal(first?.order?.status, "ORDER_STATUS_CONFIRMED");

    // Both replicas write to one order book, and so does one that was killed and started again.
    const killed = local.replicas[0];
    assert.ok(killed);
    const { pid } = killed.kept.current();
    killed.kept.current().kill("SIGKILL");
    await until("the restart", () => killed.kept.current().pid !== pid);
    await killed.kept.current().ready;
    assert.match(said[0] ?? "", /^order-1 ended \(SIGKILL\); started again in 0\.25 s; see .*order-1\.log$/);
    for (let again = 0; again < 4; again++) assert.equal((await place("one"))?.order?.orderId, first.order.orderId);

    const versionInForce = async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${basePort + 401}/metrics`)).text();
      return /^holdfast_live_settings_info\{version="(\w+)"\} 1$/m.exec(metrics)?.[1];
    };
    const before = await versionInForce();
    const chaos = { chaos: { delay: { ms: 5, percentage: 100 } } };
    local.setLive("payment", chaos);
    assert.deepEqual(JSON.parse(readFileSync(liveFileOf(home, "payment"), "utf8")), chaos);
    await until("the live settings' taking over", async () => (await versionInForce()) !== before);
  } finally {
    client.close();
    await local.stop();
  }
  assert.ok(await isFree(basePort));
  assert.ok(await isFree(basePort + 101));
});

test("A run whose service cannot start says why, and leaves nothing running.", async () => {
  const { order, payment } = readStackFile(path.join(root, "Pulumi.dev.yaml"), "dev");
  const basePort = await freeBase();
  const wrong = { ...order, settings: { ...order.settings, drainMs: -1 } };
  await assert.rejects(
    startLocal({ home, basePort, order: wrong, payment, say: () => {} }),
    /order-\d ended at its start \(exit code 1\); .*order-\d\.log ends with[\s\S]*drainMs/,
  );
  assert.ok(await isFree(basePort));
});
