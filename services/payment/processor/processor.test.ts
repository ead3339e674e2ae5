import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { testPostgres } from "../../../local/test-postgres.ts";
import { testParties } from "../test-parties.ts";
import { type Charge, openProcessor } from "./processor.ts";

const postgres = await testPostgres();
const urls = { ledger: await postgres.newDatabase(), processor: await postgres.newDatabase() };
const CHARGE: Charge = { amount: { currencyCode: "EUR", amountMinor: 2_900 }, method: "pm_card_visa" };

async function open(t: TestContext, wait = async (_ms: number) => {}) {
  const parties = await testParties(t, urls);
  return { ...parties, api: openProcessor({ database: parties.processor, wait }) };
}

test("twenty charges under one key move the money once, and have one answer", async (t) => {
  const { api, movements } = await open(t);
  const answers = await Promise.all(Array.from({ length: 20 }, () => api.charge("twenty", CHARGE)));
  assert.deepEqual(new Set(answers.map(({ state }) => state)), new Set(["approved"]));
  assert.deepEqual(await movements("twenty"), [{ key: "twenty", kind: "charge", amount: "2900 EUR" }]);
});

test("what is declined moves nothing, and stays declined", async (t) => {
  const { api, moved } = await open(t);
  const poor = { ...CHARGE, method: "pm_card_insufficient_funds" };
  for (let time = 0; time < 2; time++)
    assert.deepEqual(await api.charge("poor", poor), { state: "declined", reason: "insufficient-funds" });
  assert.deepEqual(await api.void("poor", { reverse: true }), { state: "declined", reason: "insufficient-funds" });
  assert.equal(await moved("poor"), "");
});

test("a key that is known is answered at once, however long its method takes", async (t) => {
  const waited: number[] = [];
  const { api } = await open(t, async (ms) => void waited.push(ms));
  const slow = { ...CHARGE, method: "pm_card_slow" };
  for (let time = 0; time < 3; time++) assert.deepEqual(await api.charge("known", slow), { state: "approved" });
  // Otherwise a charge that takes longer than the ledger's lease is taken over again and again, and never ends.
  assert.deepEqual(waited, [5_000]);
});

test("a key is for one charge: another amount, currency or method is refused", async (t) => {
  const { api, moved } = await open(t);
  await api.charge("one", CHARGE);
  for (const other of [
    { ...CHARGE, method: "pm_card_mastercard" },
    { ...CHARGE, amount: { ...CHARGE.amount, amountMinor: 2_901 } },
    { ...CHARGE, amount: { ...CHARGE.amount, currencyCode: "USD" } },
  ])
    assert.deepEqual(await api.charge("one", other), { state: "other-parameters" });
  assert.equal(await moved("one"), "charge");
});

test("a charge that comes after its key became void is refused", async (t) => {
  const { api, moved } = await open(t);
  assert.deepEqual(await api.void("late", { reverse: false }), { state: "void" });
  assert.deepEqual(await api.charge("late", CHARGE), { state: "void" });
  assert.deepEqual(await api.void("late", { reverse: true }), { state: "void" });
  assert.equal(await moved("late"), "");
});

test("a charge is given back once, and only to who asks for it", async (t) => {
  const { api, movements } = await open(t);
  await api.charge("back", CHARGE);
  assert.deepEqual(await api.void("back", { reverse: false }), { state: "approved" });
  const answers = await Promise.all(Array.from({ length: 10 }, () => api.void("back", { reverse: true })));
  assert.deepEqual(new Set(answers.map(({ state }) => state)), new Set(["reversed"]));
  assert.deepEqual(await api.charge("back", CHARGE), { state: "reversed" });
  assert.deepEqual(await movements("back"), [
    { key: "back", kind: "charge", amount: "2900 EUR" },
    { key: "back", kind: "reversal", amount: "2900 EUR" },
  ]);
});

test("charges and voids of one key at the same time: money moved as the answers say", async (t) => {
  const { api, moved } = await open(t);
  for (let round = 0; round < 20; round++) {
    const key = `race-${round}`;
    const [charged, voided] = await Promise.all([api.charge(key, CHARGE), api.void(key, { reverse: false })]);
    assert.equal(charged.state, voided.state);
    assert.equal(await moved(key), charged.state === "approved" ? "charge" : "");
  }
});

test("a slow method is waited for before anything is decided, so that a void may overtake it", async (t) => {
  const waits: number[] = [];
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const { api, moved } = await open(t, (ms) => {
    waits.push(ms);
    reached.resolve();
    return gate.promise;
  });
  const slow = api.charge("slow", { ...CHARGE, method: "pm_card_slow" });
  await reached.promise;
  assert.deepEqual(await api.void("slow", { reverse: true }), { state: "void" });
  gate.resolve();
  assert.deepEqual([await slow, waits, await moved("slow")], [{ state: "void" }, [5_000], ""]);
});

test("movements can be added, and neither changed nor taken away", async (t) => {
  const { api, processor } = await open(t);
  await api.charge("kept", CHARGE);
  for (const sql of ["UPDATE movements SET amount_minor = 1", "DELETE FROM movements", "TRUNCATE movements"])
    await assert.rejects(processor.query(sql), /movements of money are only ever added/);
});
