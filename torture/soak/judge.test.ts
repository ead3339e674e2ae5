import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeSoak, memoryTrends } from "./judge.ts";
import type { Sample, SoakReport } from "./soak.ts";

const MIB = 1024 ** 2;
/** A sample every 10 s for 20 minutes, which goes up and down by a megabyte, and as `grown` has it. */
const samples = (grown: (seconds: number) => Partial<Sample>): Sample[] =>
  Array.from({ length: 120 }, (_, index) => {
    const noise = (index % 2) * MIB;
    const { heapUsed = 0, rss = 0 } = grown(index * 10);
    return { atSeconds: index * 10, heapUsed: 30 * MIB + noise + heapUsed, rss: 120 * MIB + noise + rss };
  });

const good: SoakReport = {
  minutes: 20,
  capacityPerSecond: 200,
  ratePerSecond: 100,
  answers: { PlaceOrder: { CONFIRMED: 100, PAYMENT_PENDING: 7, RESOURCE_EXHAUSTED: 1 } },
  opened: 8,
  memory: { "order-1": samples(() => ({})) },
  settledSeconds: 30,
  reconciliation: { orders: 108, inReview: 0, differences: [] },
  ended: [],
};

test("Memory that goes up and down, or grows while all warms up, is within noise.", () => {
  assert.deepEqual(judgeSoak(good), []);
  const warmUp = samples((seconds) => ({ heapUsed: Math.min(seconds, 300) * 30_000 }));
  assert.deepEqual(judgeSoak({ ...good, memory: { "order-1": warmUp } }), []);
});

test("What is under way now and then, for minutes, is no growth.", () => {
  const outages = samples((seconds) => ({ heapUsed: seconds % 300 > 200 ? seconds * 5_000 : 0 }));
  assert.deepEqual(judgeSoak({ ...good, memory: { "payment-1": outages } }), []);
});

test("A heap or a process that goes on growing is found, with its replica and by how much it grew.", () => {
  const heap = samples((seconds) => ({ heapUsed: seconds * 10_000 }));
  assert.match(judgeSoak({ ...good, memory: { "order-2": heap } }).join(), /^the heap of order-2 grows: by 7\.\d MiB/);
  const rss = samples((seconds) => ({ rss: seconds * 20_000 }));
  assert.match(judgeSoak({ ...good, memory: { "payment-1": rss } }).join(), /^the rss of payment-1 grows/);
});

test("A slope is told with its error, for the heap and the process of each replica.", () => {
  const trends = memoryTrends({ "order-1": samples((seconds) => ({ heapUsed: seconds * 10_000 })) });
  assert.deepEqual(
    trends.map(({ replica, what }) => `${replica} ${what}`),
    ["order-1 heap", "order-1 rss"],
  );
  const [heap] = trends;
  assert.ok(heap && Math.abs(heap.slope - 10_000) <= Math.max(1, 3 * heap.error));
});

test("What is pending for too long, waits for a person, differs, ended or failed by our own fault is told of.", () => {
  const late = judgeSoak({ ...good, settledSeconds: 121 });
  assert.match(late.join(), /still pending 120 s after the end \(121\)/);
  assert.match(judgeSoak({ ...good, settledSeconds: undefined }).join(), /for ever/);
  const bad = judgeSoak({
    ...good,
    reconciliation: { orders: 1, inReview: 2, differences: ["o/1"] },
    ended: ["order-1 ended (SIGKILL)"],
    answers: { WatchOrder: { INTERNAL: 3 } },
  });
  assert.deepEqual(bad, [
    "2 orders wait for a person",
    "the books differ: o/1",
    "order-1 ended (SIGKILL)",
    "WatchOrder ended INTERNAL 3 times",
  ]);
});
