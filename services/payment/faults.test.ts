import assert from "node:assert/strict";
import { test } from "node:test";
import { testCallContext } from "../shared/test-call-context.ts";
import { ChaosSettings } from "./chaos-settings.ts";
import { type Fault, faultsFor, withFaults } from "./faults.ts";

const UNDISTURBED = testCallContext();

/** Numbers in [0, 1) that are the same in every run (Mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A method that counts how often it was reached, with faults before it. */
function shaken(settings: object, random = () => 0) {
  const faults: Fault[] = [];
  const reached = { times: 0 };
  const chaos = ChaosSettings.parse(settings);
  const onFault = (fault: Fault) => faults.push(fault);
  const method = withFaults({ chaos: () => chaos, random, onFault }, async (request: string) => {
    reached.times++;
    return `answer to ${request}`;
  });
  return { method, faults, reached };
}

test("without chaos nothing strikes, and nothing is drawn", () => {
  const drawn = () => assert.fail("a number was drawn");
  assert.deepEqual(faultsFor(ChaosSettings.parse({}), drawn), []);
});

test("100 percent strikes always and 0 never, at either end of the numbers drawn", () => {
  for (const drawn of [0, 0.5, 1 - 2 ** -53]) {
    const always = ChaosSettings.parse({ delay: { ms: 200 }, abort: { percentage: 100 } });
    assert.deepEqual(
      faultsFor(always, () => drawn),
      [
        { kind: "delay", ms: 200 },
        { kind: "abort", code: "UNAVAILABLE" },
      ],
    );
    const never = ChaosSettings.parse({ delay: { ms: 200, percentage: 0 }, abort: { percentage: 0 } });
    assert.deepEqual(
      faultsFor(never, () => drawn),
      [],
    );
  }
});

test("25 percent is one call in four, and a delay beside it is drawn for itself", () => {
  const chaos = ChaosSettings.parse({ delay: { ms: 1, percentage: 50 }, abort: { percentage: 25 } });
  const random = seeded(1);
  const calls = 100_000;
  const count = { delay: 0, abort: 0, both: 0 };
  for (let call = 0; call < calls; call++) {
    const faults = faultsFor(chaos, random);
    for (const { kind } of faults) count[kind]++;
    if (faults.length === 2) count.both++;
  }
  // The standard error of a share over 100,000 calls is below 0.0016.
  const near = (share: number, wanted: number) =>
    assert.ok(Math.abs(share - wanted) < 0.006, `${share}, not ${wanted}`);
  near(count.delay / calls, 0.5);
  near(count.abort / calls, 0.25);
  near(count.both / calls, 0.125);
});

test("an aborted call ends with the code that is set, and never reaches the method", async () => {
  const { method, faults, reached } = shaken({ abort: { code: "RESOURCE_EXHAUSTED", percentage: 100 } });
  await assert.rejects(method("a", UNDISTURBED), { name: "RpcError", code: "RESOURCE_EXHAUSTED" });
  assert.deepEqual([faults, reached.times], [[{ kind: "abort", code: "RESOURCE_EXHAUSTED" }], 0]);
});

test("a delayed call waits first and is answered then", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { method, reached } = shaken({ delay: { ms: 200 } });
  const answer = method("a", UNDISTURBED);
  t.mock.timers.tick(199);
  assert.equal(reached.times, 0);
  t.mock.timers.tick(1);
  assert.equal(await answer, "answer to a");
});

test("a caller who hangs up during the delay is not charged", async () => {
  const { method, reached } = shaken({ delay: { ms: 60_000 } });
  const caller = new AbortController();
  const answer = method("a", testCallContext({ signal: caller.signal }));
  caller.abort(new Error("hung up"));
  await assert.rejects(answer, /hung up/);
  assert.equal(reached.times, 0);
});
