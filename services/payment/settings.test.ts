import assert from "node:assert/strict";
import { test } from "node:test";
import { PaymentLiveSettings, PaymentSettings } from "./settings.ts";

test("{} is a Payment on this machine", () => {
  assert.deepEqual(PaymentSettings.parse({}), {
    listen: { host: "127.0.0.1", port: 50_061 },
    metrics: { host: "127.0.0.1", port: 9_465 },
    logLevel: "info",
    drainMs: 10_000,
    databaseConnections: 10,
    leaseMs: 10_000,
    resolveEveryMs: 1_000,
  });
});

test("no chaos is the default", () => {
  assert.deepEqual(PaymentLiveSettings.parse({}), { chaos: { seed: 0, phases: [] } });
});
