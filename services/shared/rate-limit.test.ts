import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RateLimitSettings } from "./protection-settings.ts";
import { rateLimit } from "./rate-limit.ts";

const BUCKET = { ratePerSecond: 10, burst: 3 };
const PLENTY = { ratePerSecond: 1_000_000, burst: 1_000_000 };

function limiter(limits: Partial<RateLimitSettings>, maxClients?: number) {
  let settings = { perClient: PLENTY, total: PLENTY, ...limits };
  let nowMs = 0;
  const decide = rateLimit({ settings: () => settings, now: () => nowMs, maxClients });
  return {
    ask: (client = "a") => decide(client),
    admitted: (calls: number, client = "a") =>
      Array.from({ length: calls }, () => decide(client)).filter(({ kind }) => kind === "admitted").length,
    pass: (ms: number) => {
      nowMs += ms;
    },
    change: (to: Partial<RateLimitSettings>) => {
      settings = { ...settings, ...to };
    },
  };
}

test("a client has its burst at once, and then its rate", () => {
  const { admitted, ask, pass } = limiter({ perClient: BUCKET });
  assert.equal(admitted(5), 3);
  assert.deepEqual(ask(), { kind: "refused", by: "client", retryDelayMs: 100 });
  pass(50);
  assert.deepEqual(ask(), { kind: "refused", by: "client", retryDelayMs: 50 });
  pass(50);
  assert.equal(admitted(2), 1);
  pass(60_000);
  assert.equal(admitted(5), 3);
});

test("a client that asks too often takes nothing from another, nor from all", () => {
  const { admitted } = limiter({ perClient: BUCKET, total: { ratePerSecond: 1, burst: 6 } });
  assert.equal(admitted(100, "greedy"), 3);
  assert.equal(admitted(3, "modest"), 3);
});

test("all clients together have a limit, and a call refused by it costs its client nothing", () => {
  const { admitted, ask, pass } = limiter({ perClient: BUCKET, total: { ratePerSecond: 1_000, burst: 3 } });
  assert.equal(admitted(2, "a") + admitted(2, "b"), 3);
  assert.deepEqual(ask("b"), { kind: "refused", by: "total", retryDelayMs: 1 });
  pass(1_000);
  assert.equal(admitted(3, "c"), 3);
});

test("changed limits hold at once, narrower and wider", () => {
  const { admitted, change, pass } = limiter({});
  assert.equal(admitted(100), 100);
  change({ perClient: BUCKET });
  assert.equal(admitted(100), 3);
  change({ perClient: { ratePerSecond: 1_000, burst: 50 } });
  pass(10);
  assert.equal(admitted(100), 10);
});

test("memory is bounded: who has not called for longest is forgotten, and starts afresh", () => {
  const { admitted } = limiter({ perClient: BUCKET }, 2);
  admitted(3, "a");
  admitted(3, "b");
  assert.equal(admitted(1, "a"), 0);
  admitted(3, "c");
  assert.equal(admitted(1, "a"), 0);
  assert.equal(admitted(9, "b"), 3);
});

test("whatever clients do, nobody gets more than burst plus rate, and who waits as told gets in", () => {
  const step = fc.record({
    client: fc.constantFrom("a", "b", "c"),
    pauseMs: fc.double({ min: 0, max: 500, noNaN: true }),
  });
  const bucket = fc.record({
    ratePerSecond: fc.double({ min: 0.1, max: 50, noNaN: true }),
    burst: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(bucket, bucket, fc.array(step, { maxLength: 200 }), (perClient, total, steps) => {
      const { ask, pass } = limiter({ perClient, total });
      const admitted: Record<string, number> = { a: 0, b: 0, c: 0 };
      let elapsedMs = 0;
      for (const { client, pauseMs } of steps) {
        pass(pauseMs);
        elapsedMs += pauseMs;
        if (ask(client).kind === "admitted") admitted[client] = (admitted[client] ?? 0) + 1;
      }
      const most = (limit: typeof total) => limit.burst + (limit.ratePerSecond * elapsedMs) / 1_000 + 0.01;
      for (const count of Object.values(admitted)) assert.ok(count <= most(perClient));
      assert.ok(Object.values(admitted).reduce((sum, count) => sum + count) <= most(total));
      const last = ask("a");
      if (last.kind === "admitted") return;
      pass(last.retryDelayMs);
      assert.equal(ask("a").kind, "admitted");
    }),
  );
});

test("a rate of nothing is no setting, and its sentence says what is", () => {
  for (const ratePerSecond of [0, -1, 1e9]) {
    const result = RateLimitSettings.safeParse({ total: { ratePerSecond } });
    assert.match(String(result.error), /must be a number of calls above 0/);
  }
  assert.equal(RateLimitSettings.parse({ total: { ratePerSecond: "0.5" } }).total.ratePerSecond, 0.5);
});
