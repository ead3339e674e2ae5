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

test("Replicas die first where none has died yet, at the first reach, and then anywhere.", () => {
  const untried = { order: ["after-void"], payment: ["before-void", "after-tombstone", "before-settle"] };
  const armed = (service: string) =>
    Array.from({ length: 40 }, (_, seed) => {
      const arm = crashArms(randomFor("any", String(seed)), untried);
      return `${arm(`${service}-1` as "order-1")},${arm(`${service}-2` as "order-2")}`;
    }).filter((arms) => /,.*,.*,/.test(arms));
  assert.ok(armed("order").every((arms) => arms.includes("after-void#1")));
  assert.ok(armed("payment").every((arms) => untried.payment.every((point) => arms.includes(`${point}#1`))));

  const everywhere = Array.from({ length: 60 }, (_, seed) => {
    const arm = crashArms(randomFor("any", String(seed)), { order: [], payment: [] });
    return [arm("order-1"), arm("order-2"), arm("payment-1"), arm("payment-2")];
  }).flat();
  assert.ok(everywhere.every((arms) => arms === "" || /^[a-z-]+#[1-8],[a-z-]+#[1-8]$/.test(arms)));
  const points = new Set(everywhere.flatMap((arms) => arms.split(",").map((arm) => arm.split("#")[0])));
  assert.deepEqual(
    [...ORDER_POINTS, ...PAYMENT_POINTS].filter((point) => !points.has(point)),
    [],
  );
});
