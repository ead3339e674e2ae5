import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Entry } from "./ledger/entry.ts";
import { startResolver } from "./resolver.ts";
import { QUIET } from "./test-parties.ts";

/** How many times it took payments over in a while, if each try for a full batch ends so. */
async function roundsWhen(result: PromiseSettledResult<Entry>): Promise<number> {
  let rounds = 0;
  const takeOver = async (limit: number) => {
    rounds++;
    await turn();
    return Array.from({ length: limit }, () => result);
  };
  const resolver = startResolver({ payments: { takeOver }, everyMs: 60_000, log: QUIET });
  for (let turns = 0; turns < 20; turns++) await turn();
  await resolver.close();
  return rounds;
}

test("Where more is left behind than it takes over at once, it goes on with the rest at once.", async () => {
  const value: Entry = { key: "k", paymentId: "p", version: 3, state: "void", charge: null };
  assert.ok((await roundsWhen({ status: "fulfilled", value })) > 2);
});

test("While the processor does not answer, it takes its time, and does not try one payment after the other in vain.", async () => {
  assert.equal(await roundsWhen({ status: "rejected", reason: new Error("no answer") }), 1);
});
