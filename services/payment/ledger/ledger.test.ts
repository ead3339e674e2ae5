import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { testPostgres } from "../../../local/test-postgres.ts";
import type { Charge } from "../processor/processor.ts";
import { testParties } from "../test-parties.ts";
import { openLedger } from "./ledger.ts";

const postgres = await testPostgres();
const CHARGE: Charge = { amount: { currencyCode: "EUR", amountMinor: 2 ** 53 - 1 }, method: "pm_card_visa" };

/** A ledger of the test's own. */
async function open(t: TestContext) {
  const urls = { ledger: await postgres.newDatabase(), processor: await postgres.newDatabase() };
  const parties = await testParties(t, urls);
  return { ...parties, book: openLedger({ database: parties.ledger, leaseMs: 60_000 }) };
}

test("an entry is read as it was written, to the last minor unit", async (t) => {
  const { book } = await open(t);
  assert.equal(await book.read("a"), undefined);
  const claim = await book.open("a", CHARGE);
  const read = await book.read("a");
  assert.deepEqual(read, claim);
  assert.deepEqual(read?.charge, CHARGE);
  assert.ok(read.state === "charging" && !read.expired && read.version === 1);
  assert.match(read.paymentId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

test("twenty who open one key: one has the claim", async (t) => {
  const { book } = await open(t);
  const claims = await Promise.all(Array.from({ length: 20 }, () => book.open("a", CHARGE)));
  assert.equal(claims.filter((claim) => claim).length, 1);
  assert.equal(await book.tombstone("a"), false);
});

test("twenty who claim what they have all seen: one has it, and who was there before can settle no more", async (t) => {
  const { book, expireLeases } = await open(t);
  const former = await book.open("a", CHARGE);
  await expireLeases();
  const seen = await book.read("a");
  assert.ok(former && seen?.state === "charging" && seen.expired);
  const claims = await Promise.all(
    Array.from({ length: 20 }, () => book.claim(seen, { state: "voiding", reverse: true })),
  );
  const [claim, ...others] = claims.filter((claim) => claim !== undefined);
  assert.ok(claim?.state === "voiding" && claim.reverse && !claim.expired);
  assert.deepEqual([others, claim.version], [[], 2]);

  assert.equal(await book.settle(former, { state: "approved" }), undefined);
  assert.equal((await book.settle(claim, { state: "void" }))?.state, "void");
  assert.equal(await book.settle(claim, { state: "approved" }), undefined);
  assert.equal((await book.read("a"))?.state, "void");
});

test("every way to settle keeps the payment's id and its charge", async (t) => {
  const { book } = await open(t);
  const standings = [
    { state: "approved" },
    { state: "declined", reason: "card-expired" },
    { state: "void" },
    { state: "reversed" },
  ] as const;
  for (const standing of standings) {
    const claim = await book.open(standing.state, CHARGE);
    assert.ok(claim);
    const settled = await book.settle(claim, standing);
    const reason = standing.state === "declined" ? standing.reason : null;
    assert.deepEqual(settled, { ...claim, ...standing, reason, version: 2 });
  }
});

test("a tombstone has no charge, and is made once", async (t) => {
  const { book } = await open(t);
  assert.deepEqual([await book.tombstone("a"), await book.tombstone("a")], [true, false]);
  assert.equal(await book.open("a", CHARGE), undefined);
  const entry = await book.read("a");
  assert.deepEqual([entry?.state, entry?.charge], ["void", null]);
});

test("what is left behind is claimed once, however many look for it, and what is not is let alone", async (t) => {
  const { book, ledger } = await open(t);
  const keys = Array.from({ length: 30 }, (_, number) => `left-${number}`);
  await Promise.all([...keys, "live", "done"].map((key) => book.open(key, CHARGE)));
  await ledger.query("UPDATE payments SET lease_until = now() WHERE key LIKE 'left-%'");
  const done = await book.read("done");
  assert.ok(done?.state === "charging");
  await book.settle(done, { state: "approved" });

  const found = (await Promise.all(Array.from({ length: 10 }, () => book.claimExpired(3)))).flat();
  assert.deepEqual(found.map(({ key }) => key).sort(), keys.sort());
  assert.ok(found.every(({ version, expired }) => version === 2 && !expired));
  assert.deepEqual(await book.claimExpired(3), []);
});

test("the oldest that was left behind comes first", async (t) => {
  const { book, ledger } = await open(t);
  for (const key of ["b", "a", "c"]) await book.open(key, CHARGE);
  await ledger.query("UPDATE payments SET lease_until = now() - (ascii(key) - 96) * interval '1 minute'");
  assert.deepEqual((await book.claimExpired(2)).map(({ key }) => key).sort(), ["b", "c"]);
});
