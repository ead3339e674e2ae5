import assert from "node:assert/strict";
import { test } from "node:test";
import { Metadata } from "@grpc/grpc-js";
import { RpcError } from "../rpc-error.ts";
import { ChaosSettings } from "./chaos-settings.ts";
import type { Strike } from "./draw-faults.ts";
import { countTries, TRY_METADATA } from "./tries.ts";
import { withFaults } from "./with-faults.ts";

const ANCHOR = "2027-01-31T09:00:00Z";
const undisturbed = () => ({ signal: new AbortController().signal, metadata: new Metadata() });

/** A method that counts how often it was reached, with faults around it. */
function shaken(chaos: object, nowMs = 0) {
  const strikes: Strike[] = [];
  const reached = { times: 0 };
  const settings = ChaosSettings.parse(chaos);
  const options = {
    settings: () => settings,
    nowMs: () => nowMs,
    replica: "payment-1",
    tryOf: countTries("payment-1"),
    onStrike: (strike: Strike) => strikes.push(strike),
  };
  const method = withFaults(options, String, async (request: string) => {
    reached.times++;
    return `answer to ${request}`;
  });
  return { method, strikes, reached };
}

test("without chaos a method is as it was", async () => {
  const { method, strikes } = shaken({});
  assert.equal(await method("a", undisturbed()), "answer to a");
  assert.deepEqual(strikes, []);
});

test("what strikes the processor is none of a method's concern", async () => {
  const { method, strikes } = shaken({ processorAbort: { percentage: 100 }, processorDelay: { ms: 60_000 } });
  assert.equal(await method("a", undisturbed()), "answer to a");
  assert.deepEqual(strikes, []);
});

test("an aborted call ends with the code that is set, and never reaches the method", async () => {
  const { method, strikes, reached } = shaken({ abort: { code: "RESOURCE_EXHAUSTED", percentage: 100 } });
  await assert.rejects(method("a", undisturbed()), { name: "RpcError", code: "RESOURCE_EXHAUSTED" });
  assert.deepEqual([strikes, reached.times], [[{ kind: "abort", phase: "always", code: "RESOURCE_EXHAUSTED" }], 0]);
});

test("a delayed call waits first and is answered then", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { method, reached } = shaken({ delay: { ms: 200 } });
  const answer = method("a", undisturbed());
  t.mock.timers.tick(199);
  assert.equal(reached.times, 0);
  t.mock.timers.tick(1);
  assert.equal(await answer, "answer to a");
});

test("what is always in force and what a phase adds strike both", async () => {
  const slow = { name: "slow", startMs: 0, durationMs: 1_000, faults: { delay: { ms: 2 } } };
  const { method, strikes } = shaken({ anchor: ANCHOR, delay: { ms: 1 }, phases: [slow] }, Date.parse(ANCHOR));
  assert.equal(await method("a", undisturbed()), "answer to a");
  assert.deepEqual(strikes, [
    { kind: "delay", phase: "always", ms: 1 },
    { kind: "delay", phase: "slow", ms: 2 },
  ]);
});

for (const [fault, chaos] of [
  ["a delay", { delay: { ms: 60_000 } }],
  ["a hang", { hang: { percentage: 100 } }],
] as const)
  test(`a caller who hangs up during ${fault} is not charged`, async () => {
    const { method, strikes, reached } = shaken(chaos);
    const caller = new AbortController();
    const answer = method("a", { ...undisturbed(), signal: caller.signal });
    caller.abort(new RpcError("CANCELLED", "hung up"));
    await assert.rejects(answer, /hung up/);
    await assert.rejects(method("b", { ...undisturbed(), signal: caller.signal }), /hung up/, "and one who had before");
    assert.deepEqual([strikes.length, reached.times], [2, 0]);
  });

test("a dropped reply is lost after the method has done its work", async () => {
  const { method, strikes, reached } = shaken({ dropReply: { percentage: 100 } });
  await assert.rejects(method("a", undisturbed()), { name: "RpcError", code: "UNAVAILABLE", message: /reply is lost/ });
  assert.deepEqual([strikes, reached.times], [[{ kind: "dropReply", phase: "always" }], 1]);
});

test("an error of the method's own is no reply to drop", async () => {
  const settings = ChaosSettings.parse({ dropReply: { percentage: 100 } });
  const options = {
    settings: () => settings,
    nowMs: () => 0,
    replica: "p",
    tryOf: countTries("p"),
    onStrike: () => assert.fail("struck"),
  };
  const method = withFaults(options, String, async () => Promise.reject(new RpcError("ABORTED", "busy")));
  await assert.rejects(method("a", undisturbed()), { code: "ABORTED" });
});

test("the same key is drawn anew at each try, and the same try again the same", async () => {
  const outcomes = async (tries: string[]) => {
    const { method } = shaken({ abort: { percentage: 50 } });
    return Promise.all(
      tries.map((said) => {
        const metadata = new Metadata();
        metadata.set(TRY_METADATA, said);
        return method("order-1/1", { ...undisturbed(), metadata }).catch(() => "struck");
      }),
    );
  };
  const tries = Array.from({ length: 40 }, (_, index) => `${index}`);
  const first = await outcomes(tries);
  assert.deepEqual(await outcomes(tries), first);
  assert.equal(new Set(first).size, 2);
  assert.equal(new Set(await outcomes(tries.map(() => "1"))).size, 1);
});
