import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../shared/settings.ts";
import { OrderLiveSettings, OrderSettings } from "./settings.ts";
import { SettlementSettings } from "./settlement-settings.ts";

function problems(input: object): string[] {
  const result = OrderSettings.safeParse(input);
  return result.success ? [] : explain(result.error, "", input);
}

test("{} is an Order on this machine with a small catalogue, charging through a Payment on this machine", () => {
  assert.deepEqual(OrderSettings.parse({}), {
    listen: { host: "127.0.0.1", port: 50_051 },
    metrics: { host: "127.0.0.1", port: 9_464 },
    logLevel: "info",
    drainMs: 10_000,
    payment: { target: "dns:///127.0.0.1:50061" },
    ejection: { enabled: true, intervalMs: 1_000, ejectMs: 120_000 },
    catalogue: {
      currencyCode: "EUR",
      unitPricesMinor: { "espresso-beans": 1_450, grinder: 18_900, "espresso-machine": 64_900 },
    },
    databaseConnections: 10,
    settlement: SettlementSettings.parse({}),
    clientIdentity: { metadataKey: "x-client-id", anonymous: "allow" },
  });
});

test("prices may be decimal strings, as `pulumi config set --path` leaves them", () => {
  const { catalogue } = OrderSettings.parse({ catalogue: { currencyCode: "JPY", unitPricesMinor: { tea: "900" } } });
  assert.deepEqual(catalogue, { currencyCode: "JPY", unitPricesMinor: { tea: 900 } });
});

test("each wrong value of the catalogue has a sentence that names key, value and rule", () => {
  const prices = (unitPricesMinor: unknown) => problems({ catalogue: { unitPricesMinor } });
  const price = "must be a whole number of minor units (cents) from 1 to 1000000000000";
  assert.deepEqual(prices({ tea: 0 }), [`\`catalogue.unitPricesMinor.tea\` is 0: ${price}`]);
  assert.deepEqual(prices({ tea: 14.5 }), [`\`catalogue.unitPricesMinor.tea\` is 14.5: ${price}`]);
  assert.deepEqual(prices({ tea: "14,50" }), [`\`catalogue.unitPricesMinor.tea\` is "14,50": ${price}`]);
  assert.deepEqual(prices({}), [
    "`catalogue.unitPricesMinor` is {}: must hold a product at least, or nothing can be ordered",
  ]);
  assert.match(prices({ "green tea": 1 }).join(), /^the key `.*\["green tea"\]` must be a product id/);
  for (const currencyCode of ["eur", "EURO", "XQQ", ""])
    assert.deepEqual(problems({ catalogue: { currencyCode } }), [
      `\`catalogue.currencyCode\` is "${currencyCode}": must be an ISO 4217 currency code in capitals, like EUR`,
    ]);
});

test("a target that gRPC could not resolve is refused at the start, not at the first order", () => {
  for (const target of ["dns:///payment.shop.svc.cluster.local:50051", "127.0.0.1:50061", "unix:/run/payment.sock"])
    assert.deepEqual(problems({ payment: { target } }), []);
  for (const target of ["", "payment", "http://payment:80"])
    assert.deepEqual(problems({ payment: { target } }), [
      `\`payment.target\` is "${target}": must be a gRPC target, like dns:///payment.example:50051`,
    ]);
});

test("live settings that are not there are the defaults of each of their parts", () => {
  const { breaker, rateLimit, loadShedding } = OrderLiveSettings.parse({});
  assert.deepEqual([breaker.openMs, rateLimit.perClient.ratePerSecond, loadShedding.maxWrites], [60_000, 100, 500]);
});
