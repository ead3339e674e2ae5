import assert from "node:assert/strict";
import { test } from "node:test";
import type { Load } from "../scenario.ts";
import type { Arrival } from "./arrivals.ts";
import type { Customers } from "./customer.ts";
import { makeLoad } from "./make-load.ts";

const LOAD: Load = {
  rate: [{ atMs: 0, perSecond: 1 }],
  spacing: "even",
  getPercentage: 0,
  clients: 1,
  deadlineMs: 1_000,
  mostInFlight: 2,
  paymentMethods: { pm_card_visa: 1 },
  retries: 0,
};
const placed = (dueMs: number): Arrival => ({ dueMs, client: 0, method: "PlaceOrder", paymentMethod: "pm_card_visa" });

/** Time that jumps to whatever is waited for, and calls that end when they are told to. */
function rig(load: Partial<Load>, due: Arrival[], answers: string[]) {
  let nowMs = -100;
  const asked: { key: string; end: () => void }[] = [];
  const customers: Customers = {
    place: (_client, { key }) =>
      new Promise((resolve) => {
        const outcome = answers[asked.length] ?? "CONFIRMED";
        asked.push({ key, end: () => resolve({ outcome, orderId: "o" }) });
      }),
    get: async () => ({ outcome: "FOUND" }),
    close() {},
  };
  const running = makeLoad({
    load: { ...LOAD, ...load },
    arrivals: due,
    customers,
    runId: "r",
    now: () => nowMs,
    until: async (ms) => {
      nowMs = ms;
    },
    stopping: new AbortController().signal,
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { running, asked, turn, jump: (ms: number) => (nowMs = ms) };
}

test("a call's time counts from when it was due, and the next one is not kept waiting by it", async () => {
  const { running, asked, turn, jump } = rig({}, [placed(0), placed(10)], []);
  await turn();
  assert.equal(asked.length, 2);
  jump(500);
  for (const { end } of asked) end();
  const calls = await running.ended;
  assert.deepEqual(calls.tookMs, [500, 490]);
});

test("what finds no room in flight is dropped, and counted", async () => {
  const { running, asked, turn } = rig({}, [placed(0), placed(1), placed(2)], []);
  await turn();
  for (const { end } of asked) end();
  const { outcome, outcomes } = await running.ended;
  assert.deepEqual(
    outcome.map((index) => outcomes[index]),
    ["DROPPED", "CONFIRMED", "CONFIRMED"],
  );
});

test("calls of the warm-up are made and not recorded", async () => {
  const { running, asked, turn } = rig({}, [placed(-50), placed(5)], []);
  await turn();
  for (const { end } of asked) end();
  assert.deepEqual((await running.ended).dueMs, [5]);
  assert.equal(asked.length, 2);
});

test("an impatient client asks again under the same key, as often as the scenario says", async () => {
  const { running, asked, turn } = rig({ retries: 2 }, [placed(0)], ["DEADLINE_EXCEEDED", "UNAVAILABLE", "CONFIRMED"]);
  for (let index = 0; index < 3; index++) {
    await turn();
    asked[index]?.end();
  }
  const { tries, outcome, outcomes } = await running.ended;
  assert.deepEqual([tries, outcome.map((index) => outcomes[index])], [[3], ["CONFIRMED"]]);
  assert.equal(new Set(asked.map(({ key }) => key)).size, 1);
});
