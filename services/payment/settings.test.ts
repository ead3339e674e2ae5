import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../shared/settings.ts";
import { PaymentLiveSettings, PaymentSettings } from "./settings.ts";

function problems(chaos: unknown): string[] {
  const input = { chaos };
  const result = PaymentLiveSettings.safeParse(input);
  return result.success ? [] : explain(result.error, "", input);
}

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

test("no chaos is the default, and numbers may be decimal strings", () => {
  assert.deepEqual(PaymentLiveSettings.parse({}), { chaos: {} });
  const chaos = { delay: { ms: "200" }, abort: { percentage: "12.5" } };
  assert.deepEqual(PaymentLiveSettings.parse({ chaos }), {
    chaos: { delay: { ms: 200, percentage: 100 }, abort: { code: "UNAVAILABLE", percentage: 12.5 } },
  });
});

test("each wrong value of chaos has a sentence that names key, value and rule", () => {
  const percentage = "must be a number from 0 to 100: it is a percentage of the calls";
  const ms = "must be a whole number of milliseconds from 0 to 60000";
  assert.deepEqual(problems({ delay: { ms: 60_001 } }), [`\`chaos.delay.ms\` is 60001: ${ms}`]);
  assert.deepEqual(problems({ delay: { ms: "0x10" } }), [`\`chaos.delay.ms\` is "0x10": ${ms}`]);
  assert.deepEqual(problems({ delay: { ms: "" } }), [`\`chaos.delay.ms\` is "": ${ms}`]);
  assert.deepEqual(problems({ delay: {} }), [`\`chaos.delay.ms\` is missing: ${ms}`]);
  assert.deepEqual(problems({ abort: { percentage: 101 } }), [`\`chaos.abort.percentage\` is 101: ${percentage}`]);
  assert.deepEqual(problems({ abort: { percentage: -1 } }), [`\`chaos.abort.percentage\` is -1: ${percentage}`]);
  assert.deepEqual(problems({ abort: {} }), [`\`chaos.abort.percentage\` is missing: ${percentage}`]);
  assert.match(
    problems({ abort: { code: "OK", percentage: 1 } }).join(),
    /^`chaos\.abort\.code` is "OK": must be the name of a gRPC error: CANCELLED, /,
  );
  assert.match(problems({ crash: {} }).join(), /^`chaos\.crash` is not a setting/);
});
