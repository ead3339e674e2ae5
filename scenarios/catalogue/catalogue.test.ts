import assert from "node:assert/strict";
import { test } from "node:test";
import { OrderLiveSettings, OrderSettings } from "../../services/order/settings.ts";
import { PaymentSettings } from "../../services/payment/settings.ts";
import { ChaosSettings } from "../../services/shared/chaos/chaos-settings.ts";
import { judge } from "../judge.ts";
import { chaosFor } from "../runner/run-scenario.ts";
import { testRun } from "../test-run.ts";
import { CATALOGUE } from "./index.ts";

test("there are 13 scenarios at least, each with a name of its own, and two in the article's own time", () => {
  assert.ok(new Set(CATALOGUE.map(({ name }) => name)).size === CATALOGUE.length && CATALOGUE.length >= 13);
  const real = CATALOGUE.filter(({ timeFactor }) => timeFactor === 1).map(({ name }) => name);
  assert.deepEqual(real, ["article-default", "sustained-outage"]);
});

for (const scenario of CATALOGUE)
  test(`${scenario.name}: its settings are good, its windows are there, and without a run nothing of it has held`, () => {
    OrderSettings.parse(scenario.order);
    PaymentSettings.parse(scenario.payment);
    OrderLiveSettings.parse(scenario.live);
    const anchor = new Date().toISOString();
    ChaosSettings.parse({ ...chaosFor(scenario, ["payment-1", "payment-2"]), anchor });
    const verdicts = judge(testRun({}, scenario));
    assert.ok(verdicts.length > 0);
    for (const { what, held } of verdicts) assert.ok(!held, what);
  });
