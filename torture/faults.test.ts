import assert from "node:assert/strict";
import { test } from "node:test";
import { CRASH_POINTS as ORDER_POINTS } from "../services/order/crash-points.ts";
import { CRASH_POINTS as PAYMENT_POINTS } from "../services/payment/crash-points.ts";
import { crashArms, drawFaults, FAULT_KINDS, LOAD_MS } from "./faults.ts";
import { randomFor } from "./seed.ts";

test("The same seed and round have the same faults, and others have others.", () => {
  const draw = (seed: string, round: number) => drawFaults(randomFor(seed, `faults of round ${round}`));
  assert.deepEqual(draw("7", 3), draw("7", 3));
  assert.notDeepEqual(draw("7", 3), draw("7", 4));
  assert.notDeepEqual(draw("7", 3), draw("8", 3));
});

test("Faults of every kind are drawn, in the order of their times, while clients call.", () => {
  const rounds = Array.from({ length: 50 }, (_, round) => drawFaults(randomFor("any", String(round))));
  for (const faults of rounds) {
    assert.ok(faults.length >= 4);
    assert.deepEqual(
      faults,
      faults.toSorted((a, b) => a.atMs - b.atMs),
    );
    assert.ok(faults.every(({ atMs }) => atMs >= 0 && atMs < LOAD_MS));
  }
  const drawn = new Set<string>(rounds.flat().map(({ fault }) => fault.kind));
  assert.deepEqual(
    FAULT_KINDS.filter((kind) => kind !== "crash-point" && !drawn.has(kind)),
    [],
  );
});

test("Every crash point has its turn within a few rounds, mostly at its first reach.", () => {
  const arms = Array.from({ length: 20 }, (_, round) => {
    const arm = crashArms(randomFor("7", `deaths ${round}`), randomFor("7", "order"), round);
    return [arm("order-1"), arm("order-2"), arm("payment-1"), arm("payment-2")];
  }).flat();
  const points = new Set(arms.flatMap((arm) => arm.split(",").map((one) => one.split("#")[0])));
  assert.deepEqual(
    [...ORDER_POINTS, ...PAYMENT_POINTS].filter((point) => !points.has(point)),
    [],
  );
  assert.ok(arms.every((arm) => arm === "" || /^[a-z-]+#[1-8],[a-z-]+#[1-8]$/.test(arm)));
});
