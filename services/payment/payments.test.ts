/** Payments from end to end on real databases: who comes when, who sleeps past the lease, who dies. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { testPostgres } from "../../local/test-postgres.ts";
import type { Charge, Processor } from "./processor/processor.ts";
import { testParties } from "./test-parties.ts";

const postgres = await testPostgres({ max_connections: "300" });
const CHARGE: Charge = { amount: { currencyCode: "EUR", amountMinor: 2_900 }, method: "pm_card_visa" };

async function parties(t: TestContext) {
  return testParties(t, { ledger: await postgres.newDatabase(), processor: await postgres.newDatabase() });
}

/** Holds requests to the processor, or its answers, until the test lets them through. */
function held(what: "requests" | "answers") {
  const [holding, letThrough] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  async function hold<T>(ask: () => Promise<T>): Promise<T> {
    const answer = what === "answers" ? await ask() : undefined;
    holding.resolve();
    await letThrough.promise;
    return answer ?? (await ask());
  }
  const through = (real: Processor): Processor => ({
    charge: (key, charge) => hold(() => real.charge(key, charge)),
    void: (key, options) => hold(() => real.void(key, options)),
  });
  return { through, holding: holding.promise, letThrough: () => letThrough.resolve() };
}

/** A processor whose requests never arrive, or whose answers are lost: for the ledger the owner might as well be dead. */
function broken(what: "requests" | "answers") {
  async function lose(ask: () => Promise<unknown>): Promise<never> {
    if (what === "answers") await ask();
    throw new Error("lost");
  }
  return (real: Processor): Processor => ({
    charge: (key, charge) => lose(() => real.charge(key, charge)),
    void: (key, options) => lose(() => real.void(key, options)),
  });
}

for (const what of ["requests", "answers"] as const) {
  test(`a charge whose ${what} were lost is under way until the lease is over, and then made once by whoever comes first`, async (t) => {
    const { replica, expireLeases, moved, assertAgreed } = await parties(t);
    const [lost, other] = [replica({ through: broken(what) }), replica()];
    for (const key of ["by-charge", "by-resolver"]) await assert.rejects(lost.charge(key, CHARGE), /lost/);
    assert.deepEqual(await other.charge("by-charge", CHARGE), { kind: "under-way" });
    assert.deepEqual(await other.void("by-charge", true), { kind: "under-way" });
    assert.deepEqual(await other.takeOver(10), []);

    await expireLeases();
    assert.equal((await other.charge("by-charge", CHARGE)).kind, "approved");
    assert.equal((await other.takeOver(10)).length, 1);
    for (const key of ["by-charge", "by-resolver"]) assert.equal(await moved(key), "charge");
    assert.deepEqual(other.takenOver, ["call", "resolver"]);
    await assertAgreed();
  });

  test(`a charge whose ${what} were lost is made void once the lease is over, and given back only if that is asked for`, async (t) => {
    const { replica, expireLeases, moved, assertAgreed } = await parties(t);
    const [lost, other] = [replica({ through: broken(what) }), replica()];
    for (const key of ["kept", "back"]) await assert.rejects(lost.charge(key, CHARGE), /lost/);
    await expireLeases();
    const wasCharged = what === "answers";
    assert.deepEqual(await other.void("kept", false), { kind: wasCharged ? "already-charged" : "voided" });
    assert.deepEqual(await other.void("back", true), { kind: wasCharged ? "reversed" : "voided" });
    assert.equal(await moved("kept"), wasCharged ? "charge" : "");
    assert.equal(await moved("back"), wasCharged ? "charge,reversal" : "");
    await assertAgreed();
  });

  test(`a reversal whose ${what} were lost is gone on with, also by who does not ask for it`, async (t) => {
    const { replica, expireLeases, moved, assertAgreed } = await parties(t);
    const [lost, other] = [replica({ through: broken(what) }), replica()];
    for (const key of ["by-void", "by-resolver", "by-charge"]) {
      await other.charge(key, CHARGE);
      await assert.rejects(lost.void(key, true), /lost/);
      assert.deepEqual(await other.charge(key, CHARGE), { kind: "under-way" });
    }
    await expireLeases();
    assert.deepEqual(await other.void("by-void", false), { kind: "reversed" });
    assert.deepEqual(await other.charge("by-charge", CHARGE), { kind: "void" });
    assert.equal((await other.takeOver(10)).length, 1);
    for (const key of ["by-void", "by-resolver", "by-charge"]) assert.equal(await moved(key), "charge,reversal");
    await assertAgreed();
  });

  test(`an owner that sleeps with its ${what} past the lease changes nothing, and answers what another has made of the key`, async (t) => {
    const { replica, expireLeases, moved, assertAgreed } = await parties(t);
    const other = replica();
    const ends = [
      { end: () => other.void("key-0", true), says: "void", moves: what === "answers" ? "charge,reversal" : "" },
      {
        end: () => other.void("key-1", false),
        says: what === "answers" ? "approved" : "void",
        moves: what === "answers" ? "charge" : "",
      },
      { end: () => other.charge("key-2", CHARGE), says: "approved", moves: "charge" },
    ];
    for (const [number, { end, says, moves }] of ends.entries()) {
      const { through, holding, letThrough } = held(what);
      const sleeper = replica({ through });
      const key = `key-${number}`;
      const late = sleeper.charge(key, CHARGE);
      await holding;
      await expireLeases();
      await end();
      letThrough();
      assert.equal((await late).kind, says, key);
      assert.deepEqual([await moved(key), sleeper.settled], [moves, []]);
    }
    await assertAgreed();
  });
}

test("a reversal that sleeps past the lease is made once, and both who asked for it are told so", async (t) => {
  const { replica, expireLeases, moved, assertAgreed } = await parties(t);
  const other = replica();
  await other.charge("key", CHARGE);
  const { through, holding, letThrough } = held("requests");
  const late = replica({ through }).void("key", true);
  await holding;
  await expireLeases();
  assert.deepEqual(await other.void("key", true), { kind: "reversed" });
  letThrough();
  assert.deepEqual([await late, await moved("key")], [{ kind: "reversed" }, "charge,reversal"]);
  await assertAgreed();
});

test("an owner that wakes up while another still works on the key says that it is under way", async (t) => {
  const { replica, expireLeases, assertAgreed } = await parties(t);
  const [first, second] = [held("answers"), held("answers")];
  const charge = replica({ through: first.through }).charge("key", CHARGE);
  await first.holding;
  await expireLeases();
  const reversal = replica({ through: second.through }).void("key", true);
  await second.holding;
  first.letThrough();
  assert.deepEqual(await charge, { kind: "under-way" });
  second.letThrough();
  assert.deepEqual(await reversal, { kind: "reversed" });
  await assertAgreed();
});

test("a key that the processor has for another charge is an error that says so, and can still be made void", async (t) => {
  const { replica, processor, expireLeases, ledger } = await parties(t);
  const one = replica();
  await one.charge("key", CHARGE);
  // As if the ledger had been put back to an older copy of itself.
  await ledger.query("DELETE FROM payments");
  const dearer = { ...CHARGE, amount: { ...CHARGE.amount, amountMinor: 2_901 } };
  await assert.rejects(
    one.charge("key", dearer),
    /another charge under the key key: do both databases belong together/,
  );
  await expireLeases();
  const [result] = await one.takeOver(10);
  assert.equal(result?.status, "rejected");
  await expireLeases();
  assert.deepEqual(await one.void("key", true), { kind: "reversed" });
  assert.deepEqual(await processor.query("SELECT state FROM charges"), [{ state: "reversed" }]);
});

test("a storm: three replicas whose leases are over at once, requests and answers lost, twelve keys, six hundred calls", async (t) => {
  const { replica, expireLeases, assertAgreed, moved } = await parties(t);
  let drawn = 1;
  const oneIn = (n: number) => {
    drawn = (drawn * 48_271) % 2_147_483_647;
    return drawn % n === 0;
  };
  const flaky = (real: Processor): Processor => {
    const maybe = async <T>(ask: () => Promise<T>): Promise<T> => {
      if (oneIn(6)) throw new Error("lost");
      const answer = await ask();
      if (oneIn(6)) throw new Error("lost");
      return answer;
    };
    return {
      charge: (key, charge) => maybe(() => real.charge(key, charge)),
      void: (key, options) => maybe(() => real.void(key, options)),
    };
  };
  const replicas = [0, 0, 1].map((leaseMs) => replica({ leaseMs, through: flaky }));
  const keys = Array.from({ length: 12 }, (_, number) => `key-${number}`);
  const answers = new Map(keys.map((key) => [key, new Set<string>()]));
  const methods = ["pm_card_visa", "pm_card_visa", "pm_card_declined"];

  async function call(number: number): Promise<void> {
    const key = keys[number % keys.length] ?? "";
    const { charge, void: makeVoid, takeOver } = replicas[(number * 7) % 3] ?? replica();
    const method = methods[(number % keys.length) % 3] ?? "";
    const doing = oneIn(12)
      ? takeOver(3).then(() => ({ kind: "none" }))
      : oneIn(5)
        ? makeVoid(key, oneIn(3))
        : charge(key, { ...CHARGE, method });
    await doing.then(
      ({ kind }) => answers.get(key)?.add(kind),
      (error: Error) => assert.equal(error.message, "lost"),
    );
  }
  const WIDTH = 20;
  for (let number = 0; number < 600; number += WIDTH)
    await Promise.all(Array.from({ length: WIDTH }, (_, more) => call(number + more)));

  const calm = replica();
  await expireLeases();
  while ((await calm.takeOver(100)).length > 0);
  await assertAgreed();
  for (const [key, kinds] of answers) {
    const moves = await moved(key);
    if (kinds.has("voided")) assert.equal(moves, "", key);
    if (kinds.has("reversed")) assert.equal(moves, "charge,reversal", key);
    if (kinds.has("approved") || kinds.has("already-charged")) assert.match(moves, /^charge/, key);
    assert.ok(!kinds.has("other-parameters"));
  }
  const seen = new Set([...answers.values()].flatMap((kinds) => [...kinds]));
  for (const kind of ["approved", "declined", "voided", "reversed", "already-charged", "void", "under-way"])
    assert.ok(seen.has(kind), `the storm never led to ${kind}`);
});
