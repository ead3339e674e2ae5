import assert from "node:assert/strict";
import { test } from "node:test";
import { Registry } from "prom-client";
import { orderChanges } from "./order-changes.ts";
import type { Listed } from "./orders.ts";
import { watchedLog } from "./test-order.ts";
import { someOrder } from "./test-orders.ts";

test("a change is counted, told to those who watch, and logged once, without a payment method", async () => {
  const { log, lines } = watchedLog("order");
  const registry = new Registry();
  const told: Listed[] = [];
  const onChanged = orderChanges({ watch: { tell: (changed) => told.push(changed) }, registry, log });
  const nextAttemptAt = new Date();
  const placed = someOrder({ orderId: "o-1" });
  const action = { kind: "change", paymentMethod: "pm_card_mastercard" } as const;
  const changing = {
    ...placed,
    revision: 2,
    state: { status: "payment-pending", action, charged: "unknown" },
  } as const;
  const inReview = { ...placed, revision: 3, state: { status: "needs-review", reason: "key-void", action } } as const;
  for (const order of [placed, changing, inReview]) onChanged({ order, nextAttemptAt });

  assert.deepEqual(
    lines
      .map((line) => JSON.parse(line))
      .map(({ msg, orderId, revision, status, action, reason }) => {
        return [msg, orderId, revision, status, action, reason];
      }),
    [
      ["order placed", "o-1", 1, "payment-pending", "charge", undefined],
      ["order changed", "o-1", 2, "payment-pending", "change", undefined],
      ["order changed", "o-1", 3, "needs-review", "change", "key-void"],
    ],
  );
  assert.doesNotMatch(lines.join(), /pm_card/);
  assert.equal(told.length, 3);
  assert.match(await registry.metrics(), /holdfast_orders_total\{status="needs-review"\} 1/);
});
