import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Breaker, type CallRecord } from "./breaker.ts";
import { BreakerSettings } from "./settings.ts";
import { verdictOf } from "./verdict.ts";

/** A breaker on a clock of its own, with all that it tells. */
function start(t: TestContext, given: Partial<BreakerSettings> = {}) {
  const clock = { now: 0 };
  const calls: CallRecord[] = [];
  const transitions: string[] = [];
  const settings = BreakerSettings.parse({ maxRequests: 2, minRequests: 2, openMs: 5_000, ...given });
  const breaker = new Breaker({
    settings,
    now: () => clock.now,
    verdictOf,
    onCall: (record) => calls.push(record),
    onTransition: (from, to) => transitions.push(`${from} → ${to}`),
  });
  t.after(() => breaker.shutdown());
  return { breaker, clock, calls, transitions, settings };
}

const unavailable = () => Object.assign(new Error("down"), { code: "UNAVAILABLE" });
const succeed = (breaker: Breaker) => breaker.call(async () => "paid");
const fail = (breaker: Breaker) =>
  assert.rejects(
    breaker.call(() => Promise.reject(unavailable())),
    { message: "down" },
  );

async function trip(breaker: Breaker): Promise<void> {
  await fail(breaker);
  await fail(breaker);
}

test("an answer is handed on as it is", async (t) => {
  const { breaker } = start(t);
  assert.deepEqual(await succeed(breaker), { kind: "answered", value: "paid" });
});

test("an error is rethrown as it is, and counted", async (t) => {
  const { breaker } = start(t);
  const error = unavailable();
  await assert.rejects(
    breaker.call(() => Promise.reject(error)),
    (thrown) => thrown === error,
  );
  await fail(breaker);
  assert.equal(breaker.state, "open");
});

test("an action that throws at once is an error like any other", async (t) => {
  const { breaker } = start(t);
  for (let calls = 0; calls < 2; calls++)
    await assert.rejects(
      breaker.call((): Promise<never> => {
        throw unavailable();
      }),
      { message: "down" },
    );
  assert.equal(breaker.state, "open");
});

test("an excluded error is rethrown too, and says nothing", async (t) => {
  const { breaker } = start(t);
  for (let calls = 0; calls < 5; calls++)
    await assert.rejects(breaker.call(() => Promise.reject(Object.assign(new Error("no"), { code: "ABORTED" }))));
  assert.equal(breaker.state, "closed");
});

test("open and half-open refuse with reasons of their own, without making the call", async (t) => {
  const { breaker, clock } = start(t);
  await trip(breaker);
  const never = () => assert.fail("the call was made");
  assert.deepEqual(await breaker.call(never), { kind: "refused", reason: "open" });

  clock.now = 5_001;
  const gates = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const trials = gates.map(({ promise }) => breaker.call(() => promise));
  assert.deepEqual(await breaker.call(never), { kind: "refused", reason: "half-open" });

  for (const { resolve } of gates) resolve("paid");
  await Promise.all(trials);
  assert.equal(breaker.state, "closed");
});

test("changes of state are told as they happen", async (t) => {
  const { breaker, clock, transitions } = start(t);
  await trip(breaker);
  clock.now = 5_001;
  await succeed(breaker);
  await succeed(breaker);
  assert.deepEqual(transitions, ["closed → open", "open → half-open", "half-open → closed"]);
});

test("each call is told once, with what was decided and how it ended", async (t) => {
  const { breaker, clock, calls, settings } = start(t, { minRequests: 3 });
  await breaker.call(async () => {
    clock.now = 40;
  });
  await trip(breaker);
  await succeed(breaker);
  const common = { settings, startedMs: 40, durationMs: 0 } as const;
  assert.deepEqual(calls, [
    { ...common, startedMs: 0, durationMs: 40, state: "closed", generation: 1, verdict: "success" },
    { ...common, state: "closed", generation: 1, verdict: "failure" },
    { ...common, state: "closed", generation: 1, verdict: "failure" },
    { ...common, state: "open", generation: 2, refused: "open" },
  ]);
});

test("observe decides and tells, but makes every call", async (t) => {
  const { breaker, clock, calls } = start(t, { mode: "observe" });
  await trip(breaker);
  assert.equal(breaker.state, "open");
  assert.deepEqual(await succeed(breaker), { kind: "answered", value: "paid" });
  await fail(breaker);
  assert.deepEqual(
    calls.slice(2).map(({ refused, verdict }) => [refused, verdict]),
    [
      ["open", "success"],
      ["open", "failure"],
    ],
  );
  // A call that would have been refused has no part in the decisions.
  clock.now = 5_001;
  assert.equal(breaker.state, "half-open");
  await Promise.all([succeed(breaker), succeed(breaker), succeed(breaker)]);
  assert.deepEqual(
    calls.slice(4).map(({ refused, verdict }) => [refused, verdict]),
    [
      [undefined, "success"],
      [undefined, "success"],
      ["half-open", "success"],
    ],
  );
  assert.equal(breaker.state, "closed");
});

test("off makes every call and decides nothing", async (t) => {
  const { breaker, calls } = start(t, { mode: "off" });
  for (let calls = 0; calls < 10; calls++) await fail(breaker);
  assert.equal(breaker.state, "closed");
  assert.deepEqual(await succeed(breaker), { kind: "answered", value: "paid" });
  assert.equal(calls.length, 11);
});

test("the mode changes while it runs: the state stays, and what it refuses does not", async (t) => {
  const { breaker, settings } = start(t);
  await trip(breaker);
  breaker.configure({ ...settings, mode: "observe" });
  assert.equal(breaker.state, "open");
  assert.equal((await succeed(breaker)).kind, "answered");
  breaker.configure({ ...settings, mode: "enforce" });
  assert.equal((await succeed(breaker)).kind, "refused");
  breaker.configure({ ...settings, mode: "off" });
  assert.equal((await succeed(breaker)).kind, "answered");
});

test("the same settings again change nothing", async (t) => {
  const { breaker, settings } = start(t);
  await fail(breaker);
  breaker.configure({ ...settings });
  await fail(breaker);
  assert.equal(breaker.state, "open");
});

test("changed settings act on the next call", async (t) => {
  const { breaker, clock, settings } = start(t);
  await trip(breaker);
  breaker.configure({ ...settings, openMs: 2_000 });
  clock.now = 2_001;
  assert.equal((await succeed(breaker)).kind, "answered");
  assert.equal(breaker.state, "half-open");
});

test("calls under way end as usual after a shutdown, and new ones are errors", async (t) => {
  const { breaker } = start(t);
  const gate = Promise.withResolvers<string>();
  const underWay = breaker.call(() => gate.promise);
  breaker.shutdown();
  gate.resolve("paid");
  assert.deepEqual(await underWay, { kind: "answered", value: "paid" });
  await assert.rejects(succeed(breaker), { code: "ESHUTDOWN" });
});
