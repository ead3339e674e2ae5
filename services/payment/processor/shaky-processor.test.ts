import assert from "node:assert/strict";
import { test } from "node:test";
import { ChaosSettings } from "../../shared/chaos/chaos-settings.ts";
import type { Strike } from "../../shared/chaos/draw-faults.ts";
import type { Processor } from "./processor.ts";
import { shakyProcessor } from "./shaky-processor.ts";

const CHARGE = { amount: { currencyCode: "EUR", amountMinor: 100 }, method: "pm_card_visa" };

/** A processor that always approves, as chaos lets the ledger see it. */
function shaken(chaos: object) {
  const reached: string[] = [];
  const strikes: Strike[] = [];
  const settings = ChaosSettings.parse(chaos);
  const approve = async (key: string) => {
    reached.push(key);
    return { state: "approved" as const };
  };
  const seen: Processor = shakyProcessor(
    {
      settings: () => settings,
      nowMs: () => 0,
      replica: "payment-1",
      onStrike: (strike) => strikes.push(strike),
      wait: async () => {},
    },
    { charge: approve, void: approve },
  );
  return { seen, reached, strikes };
}

test("a key that was struck is drawn again when the ledger asks again, and each key gets through to the processor once", async () => {
  const { seen, reached, strikes } = shaken({ processorAbort: { percentage: 50 } });
  const keys = Array.from({ length: 100 }, (_, index) => `order-${index}/1`);
  const tries = await Promise.all(
    keys.map(async (key) => {
      for (let made = 1; ; made++) {
        assert.ok(made <= 40, `${key} was struck ${made - 1} times on end`);
        const answer = await seen.charge(key, CHARGE).catch(() => undefined);
        if (answer) return made;
      }
    }),
  );
  assert.deepEqual([...reached].sort(), [...keys].sort());
  assert.equal(
    strikes.length,
    tries.reduce((sum, made) => sum + made - 1, 0),
  );
  assert.ok(strikes.length > 50 && strikes.length < 200, `${strikes.length} strikes at 50 %`);
});

test("what strikes methods does not strike the processor", async () => {
  const { seen, strikes } = shaken({ abort: { code: "UNAVAILABLE", percentage: 100 }, hang: { percentage: 100 } });
  assert.deepEqual(await seen.void("order-1/1", { reverse: false }), { state: "approved" });
  assert.deepEqual(strikes, []);
});
