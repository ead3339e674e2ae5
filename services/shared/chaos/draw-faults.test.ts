import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { ChaosSettings } from "./chaos-settings.ts";
import { delayMs } from "./delay-amount.ts";
import { drawFaults, type Strike } from "./draw-faults.ts";
import { type FaultInForce, faultsAt } from "./faults-at.ts";

const ANCHOR = "2027-01-31T09:00:00Z";
const ANCHOR_MS = Date.parse(ANCHOR);

const always = (faults: object) => faultsAt(ChaosSettings.parse(faults), 0);

/** Whether each of `calls` calls is struck, by the key and attempt that `named` gives it. */
function struck(
  inForce: FaultInForce[],
  calls: number,
  named: (call: number) => { key: string; attempt: string },
  seed = 0,
) {
  return Array.from({ length: calls }, (_, call) => drawFaults(inForce, { seed, ...named(call) }));
}

const orders = (call: number) => ({ key: `order-${call}/1`, attempt: "1" });
const hits = (draws: Strike[][], kind: Strike["kind"]) =>
  draws.map((strikes) => strikes.some((strike) => strike.kind === kind));
const share = (values: boolean[]) => values.filter(Boolean).length / values.length;
const near = (actual: number, expected: number, within: number) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`);

test("0 percent never strikes and 100 always", () => {
  const never = always({
    delay: { ms: 9, percentage: 0 },
    abort: { percentage: 0 },
    hang: { percentage: 0 },
    dropReply: { percentage: 0 },
  });
  const surely = always({
    delay: { ms: 9 },
    abort: { percentage: 100 },
    hang: { percentage: 100 },
    dropReply: { percentage: 100 },
  });
  for (const strikes of struck(never, 2_000, orders)) assert.deepEqual(strikes, []);
  for (const strikes of struck(surely, 2_000, orders))
    assert.deepEqual(
      strikes.map(({ kind }) => kind),
      ["delay", "abort", "hang", "dropReply"],
    );
});

test("what strikes the processor is drawn like everything else", () => {
  const inForce = always({ processorDelay: { ms: 9, percentage: 50 }, processorAbort: { percentage: 50 } });
  const draws = struck(inForce, 5_000, orders);
  near(share(hits(draws, "processorDelay")), 0.5, 0.03);
  near(share(hits(draws, "processorAbort")), 0.5, 0.03);
});

test("a draw is the first 48 bits of a SHA-256, as documented, so that anybody can check it", () => {
  const inForce = always({ abort: { percentage: 25 } });
  for (let call = 0; call < 1_000; call++) {
    const text = JSON.stringify([7, "always", 0, "abort", `order-${call}/1`, "2"]);
    const drawn = Number.parseInt(createHash("sha256").update(text).digest("hex").slice(0, 12), 16) / 2 ** 48;
    const strikes = drawFaults(inForce, { seed: 7, key: `order-${call}/1`, attempt: "2" });
    assert.equal(strikes.length === 1, drawn < 0.25);
  }
});

test("draws are uniform: each tenth of a hundred percent has a tenth of the calls", () => {
  const calls = 20_000;
  const shares = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((percentage) =>
    share(hits(struck(always({ hang: { percentage } }), calls, orders), "hang")),
  );
  const chiSquare = shares
    .map((upTo, tenth) => (upTo - (shares[tenth - 1] ?? 0)) * calls)
    .reduce((sum, found) => sum + (found - calls / 10) ** 2 / (calls / 10), 0);
  // Beyond 27.9 in one of a thousand runs (9 degrees of freedom); the draws are fixed, so this one is not.
  assert.ok(chiSquare < 27.9, `chi² is ${chiSquare}`);
});

test("kinds, phases, occurrences, seeds, keys and attempts are drawn independently of each other", () => {
  const calls = 20_000;
  const chaos = ChaosSettings.parse({
    anchor: ANCHOR,
    abort: { percentage: 50 },
    hang: { percentage: 50 },
    phases: [{ name: "p", startMs: 0, durationMs: 1_000, repeatMs: 1_000, faults: { abort: { percentage: 50 } } }],
  });
  const draw = (timeMs: number, named: Parameters<typeof struck>[2], seed = 0) =>
    struck(faultsAt(chaos, ANCHOR_MS + timeMs), calls, named, seed);
  const from = (draws: Strike[][], phase: string) =>
    draws.map((strikes) => strikes.some((s) => s.kind === "abort" && s.phase === phase));
  const first = draw(0, orders);
  const others = {
    kind: hits(first, "hang"),
    phase: from(first, "p"),
    seed: from(draw(0, orders, 1), "always"),
    key: from(
      draw(0, (call) => orders(call + calls)),
      "always",
    ),
    attempt: from(
      draw(0, (call) => ({ ...orders(call), attempt: "2" })),
      "always",
    ),
  };
  const base = from(first, "always");
  near(share(base), 0.5, 0.015);
  for (const [name, other] of Object.entries(others)) {
    const both = base.map((value, call) => value && other[call] === true);
    assert.ok(Math.abs(share(both) - 0.25) < 0.015, `${name}: ${share(both)} of the calls are struck by both`);
  }
  const next = from(draw(1_000, orders), "p");
  near(share(others.phase.map((value, call) => value && next[call] === true)), 0.25, 0.015);
});

test("a call that was struck is not struck at every try: retries are drawn anew", () => {
  const inForce = always({ abort: { percentage: 50 } });
  const poisoned = Array.from({ length: 1_000 }, (_, call) => `order-${call}/1`).filter((key) =>
    Array.from({ length: 20 }, (_, attempt) => `${attempt}`).every(
      (attempt) => drawFaults(inForce, { seed: 0, key, attempt }).length > 0,
    ),
  );
  assert.deepEqual(poisoned, []);
});

test("the same seed, key and try meet the same faults, whoever asks and when", () => {
  const chaos = ChaosSettings.parse({
    anchor: ANCHOR,
    seed: 42,
    phases: [
      {
        name: "p",
        startMs: 0,
        durationMs: 10_000,
        faults: { abort: { percentage: 50 }, delay: { ms: 100, jitterMs: 50 } },
      },
    ],
  });
  const seen = (replica: string, timeMs: number) =>
    struck(faultsAt(structuredClone(chaos), ANCHOR_MS + timeMs, replica), 500, orders, chaos.seed);
  assert.deepEqual(seen("payment-1", 0), seen("payment-2", 9_999));
});

test("a rising percentage strikes more calls, and never fewer", () => {
  const chaos = ChaosSettings.parse({
    anchor: ANCHOR,
    phases: [{ name: "p", startMs: 0, durationMs: 10_000, rampMs: 10_000, faults: { hang: { percentage: 100 } } }],
  });
  const early = hits(struck(faultsAt(chaos, ANCHOR_MS + 2_000), 5_000, orders), "hang");
  const late = hits(struck(faultsAt(chaos, ANCHOR_MS + 7_000), 5_000, orders), "hang");
  near(share(early), 0.2, 0.02);
  near(share(late), 0.7, 0.02);
  assert.ok(early.every((hit, call) => !hit || late[call]));
});

/** The amounts of 20,000 drawn delays, shortest first. */
function amounts(delay: object): number[] {
  return struck(always({ delay }), 20_000, orders)
    .flat()
    .map((strike) => (strike.kind === "delay" ? strike.ms : Number.NaN))
    .sort((a, b) => a - b);
}

test("a fixed delay is fixed, and a jittered one lies evenly around its middle", () => {
  assert.deepEqual(new Set(amounts({ ms: 200 })), new Set([200]));
  const jittered = amounts({ ms: 200, jitterMs: 100 });
  for (const [rank, expected] of [
    [0, 100],
    [5_000, 150],
    [10_000, 200],
    [15_000, 250],
    [19_999, 300],
  ] as const)
    near(jittered[rank] ?? 0, expected, 3);
});

test("a delay with a long tail has its median and its 99th percentile where they are set", () => {
  const tailed = amounts({ ms: 100, p99Ms: 1_000 });
  near(tailed[10_000] ?? 0, 100, 4);
  near(tailed[19_800] ?? 0, 1_000, 120);
  near(delayMs({ ms: 100, p99Ms: 1_000 }, 0.5), 100, 0.1);
  near(delayMs({ ms: 100, p99Ms: 1_000 }, 0.99), 1_000, 1);
  near(delayMs({ ms: 100, p99Ms: 1_000 }, 0.01), 10, 0.01);
});

test("whatever is drawn, a delay is a number from 0 to a minute", () => {
  for (const drawn of [0, 2 ** -48, 0.5, 1 - 2 ** -48])
    for (const delay of [
      { ms: 60_000 },
      { ms: 1, p99Ms: 60_000 },
      { ms: 9, jitterMs: 9 },
      { ms: 60_000, jitterMs: 60_000 },
    ]) {
      const ms = delayMs(delay, drawn);
      assert.ok(ms >= 0 && ms <= 60_000, `${ms}`);
    }
});
