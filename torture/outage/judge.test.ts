import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ending, HistoryEvent, OrderView } from "../history.ts";
import { figuresOf, judgeOutage } from "./judge.ts";

const call = {
  method: "PlaceOrder",
  productId: "grinder",
  quantity: 1,
  paymentMethod: "pm_card_visa",
  idempotencyKey: "",
} as const;

const unavailable: Ending = { code: "UNAVAILABLE", message: "the order book cannot be reached, and nothing was done" };

function placing(op: number, beganMs: number, endedMs: number, ending: Ending, order?: OrderView): HistoryEvent[] {
  return [
    { type: "began", atMs: beganMs, op, clientId: "shop", call },
    ...(order ? [{ type: "answered", atMs: endedMs, op, order } as const] : []),
    { type: "ended", atMs: endedMs, op, ending },
  ];
}

const confirmed: OrderView = {
  orderId: "o",
  status: "CONFIRMED",
  pendingAction: "UNSPECIFIED",
  revision: 2,
  productId: "grinder",
  quantity: 1,
  currencyCode: "EUR",
  amountMinor: 18_900,
  message: "It is paid.",
};

/** A database that is lost from 5 s to 35 s. */
const outage = (...calls: HistoryEvent[][]) => ({
  lostMs: 5_000,
  backMs: 35_000,
  history: [
    { type: "round", seed: "", round: 0, startedAt: 0 } as const,
    ...calls.flat(),
    { type: "settled", atMs: 50_000, orders: 0, payments: 0 } as const,
  ],
});

test("Placings count as of the outage from when it must have been noticed, if they had to end within it.", () => {
  const figures = figuresOf(
    outage(
      placing(0, 5_100, 5_150, unavailable),
      placing(1, 6_000, 6_020, unavailable),
      placing(2, 32_000, 33_900, unavailable),
      placing(3, 34_000, 35_400, unavailable),
      placing(4, 35_100, 35_300, "ok", confirmed),
    ),
  );
  assert.deepEqual(figures, { orders: 0, meanwhile: { UNAVAILABLE: 2 }, slowestMs: 1_900, recoveredMs: 300 });
});

test("Whatever else was answered meanwhile, too late or never again, or an order that is not there, is a violation.", () => {
  const problems = judgeOutage(
    outage(
      placing(0, 6_000, 6_020, unavailable),
      placing(1, 7_000, 9_000, { code: "DEADLINE_EXCEEDED", message: "" }),
      placing(2, 40_000, 46_000, "ok", confirmed),
    ),
  ).join("\n");
  assert.match(problems, /order o, which does not exist/);
  assert.match(problems, /not all placings were answered UNAVAILABLE meanwhile: \{"DEADLINE_EXCEEDED":1\}/);
  assert.match(problems, /answered after 2000 ms/);
  assert.match(problems, /only 11000 ms after/);
});
