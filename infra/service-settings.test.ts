import assert from "node:assert/strict";
import test from "node:test";
import { OrderLiveSettings } from "../services/order/settings.ts";
import { decodeSettings, encodeSettings, settingsVersion } from "../services/shared/settings.ts";
import { orderLiveSettings, orderSettings, paymentSettings } from "./service-settings.ts";
import { StackSettings } from "./settings.ts";

const stack = (given: object) =>
  StackSettings.parse({ context: "kind", namespace: "holdfast-dev", image: { registry: "ghcr.io/acme" }, ...given });

test("Order is told of the chaos that Payment is told of, for its records", () => {
  const given = stack({ chaos: { delay: { ms: 200 }, abort: { percentage: 25 } } });
  assert.deepEqual(orderLiveSettings(given).chaos, given.chaos);
});

test("the version that the stack says will be in force is the one that Order makes of its file", () => {
  for (const given of [{}, { breaker: { openMs: 5_000 }, chaos: { delay: { ms: 200 } } }]) {
    const told = orderLiveSettings(stack(given));
    const read = decodeSettings(OrderLiveSettings, encodeSettings(told), "the live file");
    assert.equal(settingsVersion(read), settingsVersion(told));
  }
});

test("calls are put on record, in the log's stream, only where the stack asks for it", () => {
  assert.equal(orderSettings(stack({})).eventsFile, undefined);
  assert.equal(orderSettings(stack({ order: { recordCalls: "true" } })).eventsFile, "-");
});

test("settlement, identity and connections roll the pods; limits reach them while they run", () => {
  const given = stack({
    settlement: { pollMs: "250" },
    order: { clientIdentity: { anonymous: "refuse" } },
    database: { connectionsPerReplica: "4" },
    rateLimit: { perClient: { ratePerSecond: "5" } },
    loadShedding: { maxWrites: "50" },
  });
  assert.equal(orderSettings(given).settlement.pollMs, 250);
  assert.equal(orderSettings(given).clientIdentity.anonymous, "refuse");
  assert.equal(orderSettings(given).databaseConnections, 4);
  assert.equal(paymentSettings(given).databaseConnections, 4);
  assert.equal(orderLiveSettings(given).rateLimit.perClient.ratePerSecond, 5);
  assert.equal(orderLiveSettings(given).loadShedding.maxWrites, 50);
});
