import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { RpcError, type StatusName } from "../shared/rpc-error.ts";
import { Breaker } from "./breaker/breaker.ts";
import { BreakerSettings } from "./breaker/settings.ts";
import { VERDICT_OF_STATUS, verdictOf } from "./breaker/verdict.ts";
import type { Answered } from "./charge.ts";
import { chargeThroughBreaker } from "./charge-through-breaker.ts";

const charge = {
  amount: { currencyCode: "EUR", amountMinor: 1_450 },
  paymentMethod: "pm_card_visa",
  idempotencyKey: "o-1/1",
};

/** Charges through a breaker that opens at the first failure. */
function charging(t: TestContext, ask: () => Promise<Answered>) {
  const settings = BreakerSettings.parse({ minRequests: 1 });
  const breaker = new Breaker({ settings, now: () => 0, verdictOf });
  t.after(() => breaker.shutdown());
  const unknown: string[] = [];
  let asked = 0;
  const through = chargeThroughBreaker(
    breaker,
    () => {
      asked++;
      return ask();
    },
    (_charge, error) => unknown.push(error.code),
  );
  return { breaker, unknown, charge: () => through(charge), asked: () => asked };
}

test("what Payment answered is the result", async (t) => {
  for (const answer of [{ kind: "approved" }, { kind: "declined", reason: "card-expired" }] satisfies Answered[]) {
    const { charge, breaker } = charging(t, async () => answer);
    assert.deepEqual(await charge(), answer);
    assert.equal(breaker.state, "closed");
  }
});

test("after every status but INVALID_ARGUMENT the outcome is unknown, and said so", async (t) => {
  for (const code of Object.keys(VERDICT_OF_STATUS) as StatusName[]) {
    if (code === "OK" || code === "INVALID_ARGUMENT") continue;
    const { charge, unknown, breaker } = charging(t, () => Promise.reject(new RpcError(code, "no")));
    assert.deepEqual(await charge(), { kind: "unknown" });
    assert.deepEqual(unknown, [code]);
    assert.equal(breaker.state, VERDICT_OF_STATUS[code] === "failure" ? "open" : "closed", code);
  }
});

test("a request that Payment calls invalid is rejected with its reason, and no failure of Payment's", async (t) => {
  const { charge, unknown, breaker } = charging(t, () => Promise.reject(new RpcError("INVALID_ARGUMENT", "no such")));
  assert.deepEqual(await charge(), { kind: "rejected", why: "no such" });
  assert.deepEqual([unknown, breaker.state], [[], "closed"]);
});

test("an open breaker refuses without asking", async (t) => {
  const { charge, asked } = charging(t, () => Promise.reject(new RpcError("UNAVAILABLE", "down")));
  await charge();
  assert.deepEqual(await charge(), { kind: "refused" });
  assert.equal(asked(), 1);
});

test("a fault of ours is an error, and no failure of Payment's", async (t) => {
  const { charge, breaker } = charging(t, () => Promise.reject(new TypeError("ours")));
  await assert.rejects(charge(), TypeError);
  assert.equal(breaker.state, "closed");
});
