import assert from "node:assert/strict";
import { test } from "node:test";
import { Registry } from "prom-client";
import { Breaker } from "./breaker/breaker.ts";
import { BreakerSettings } from "./breaker/settings.ts";
import { verdictOf } from "./breaker/verdict.ts";
import { countBreaker, countOrders, countPaymentCalls, showBreakerState } from "./metrics.ts";
import type { OrderState } from "./order.ts";

/** A breaker that opens at its first failure for 1 s, with a clock to turn. */
function watched(mode: BreakerSettings["mode"] = "enforce") {
  const registry = new Registry();
  const clock = { now: 0 };
  const settings = BreakerSettings.parse({ minRequests: 1, openMs: 1_000, callDeadlineMs: 100, mode });
  const breaker = new Breaker({ settings, now: () => clock.now, verdictOf, ...countBreaker(registry) });
  showBreakerState(registry, breaker);
  const fail = () => breaker.call(() => Promise.reject(Object.assign(new Error(), { code: "UNAVAILABLE" })));
  return { registry, clock, breaker, fail };
}

const lines = async (registry: Registry) => (await registry.metrics()).split("\n");

test("orders are counted by each status that they reach, from 0; one that stays pending reaches nothing", async () => {
  const registry = new Registry();
  const count = countOrders(registry);
  const pending: OrderState = { status: "payment-pending", action: { kind: "charge" }, charged: "unknown" };
  for (const revision of [1, 2, 3]) count({ revision, state: pending });
  count({ revision: 4, state: { status: "declined", reason: "card-declined" } });
  const text = await lines(registry);
  assert.ok(text.includes('holdfast_orders_total{status="payment-pending"} 1'));
  assert.ok(text.includes('holdfast_orders_total{status="declined"} 1'));
  assert.ok(text.includes('holdfast_orders_total{status="cancelled"} 0'));
});

test("charges and voids are counted by what came of them, from 0", async () => {
  const registry = new Registry();
  const count = countPaymentCalls(registry);
  count("charge", { kind: "rejected", why: "key-void" });
  count("void", { kind: "reversed" });
  const text = await lines(registry);
  assert.ok(text.includes('holdfast_payment_calls_total{call="charge",result="rejected"} 1'));
  assert.ok(text.includes('holdfast_payment_calls_total{call="void",result="reversed"} 1'));
  assert.ok(text.includes('holdfast_payment_calls_total{call="charge",result="approved"} 0'));
});

test("calls, refusals, transitions and the state of a breaker that opens", async (t) => {
  const { registry, breaker, fail } = watched();
  t.after(() => breaker.shutdown());
  await breaker.call(() => Promise.resolve("paid"));
  await assert.rejects(fail());
  await breaker.call(() => Promise.resolve("not called"));
  const text = await lines(registry);
  for (const line of [
    'order_breaker_calls_total{outcome="success"} 1',
    'order_breaker_calls_total{outcome="failure"} 1',
    'order_breaker_calls_total{outcome="refused"} 1',
    'order_breaker_refusals_total{mode="enforce",reason="open"} 1',
    'order_breaker_transitions_total{from="closed",to="open"} 1',
    'order_breaker_state{state="open"} 1',
    'order_breaker_state{state="closed"} 0',
    'order_breaker_call_seconds_count{outcome="failure"} 1',
  ])
    assert.ok(text.includes(line), `${line} is not in:\n${text.join("\n")}`);
});

test("the state shown is that of the scrape's own moment, without any call", async (t) => {
  const { registry, clock, breaker, fail } = watched();
  t.after(() => breaker.shutdown());
  await assert.rejects(fail());
  clock.now = 1_001;
  assert.ok((await lines(registry)).includes('order_breaker_state{state="half-open"} 1'));
});

test("the thresholds shown are those in force, numbers alone", async (t) => {
  const { registry, breaker } = watched();
  t.after(() => breaker.shutdown());
  assert.ok((await lines(registry)).includes('order_breaker_threshold{setting="failureRatio"} 0.5'));
  breaker.configure({ ...breaker.settings, failureRatio: 0.25 });
  const text = await lines(registry);
  assert.ok(text.includes('order_breaker_threshold{setting="failureRatio"} 0.25'));
  assert.ok(!text.some((line) => line.includes('setting="mode"')));
});

test("in observe, a call that would have been refused is counted as both", async (t) => {
  const { registry, breaker, fail } = watched("observe");
  t.after(() => breaker.shutdown());
  await assert.rejects(fail());
  await breaker.call(() => Promise.resolve("paid"));
  const text = await lines(registry);
  assert.ok(text.includes('order_breaker_calls_total{outcome="success"} 1'));
  assert.ok(text.includes('order_breaker_refusals_total{mode="observe",reason="open"} 1'));
});
