import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ChargeResult, NoAnswer, VoidResult } from "./charge.ts";
import { chargeKey, newOrder, type Order } from "./order.ts";
import { type OrderEvent, transition } from "./transition.ts";

const METHODS = ["pm_approved", "pm_declined", "pm_unknown"] as const;

/** One thing that happens; `which` picks one of the callers or messages that there are. */
type Step =
  | { kind: "claim" }
  /** The lease's time is over, and its holder does not know. */
  | { kind: "expire" }
  | { kind: "deliver"; which: number }
  | { kind: "end"; which: number; how: "answered" | "no-answer" | "refused" | "busy" }
  | { kind: "cancel" }
  | { kind: "change"; method: (typeof METHODS)[number] }
  | { kind: "review"; verdict: "retry" | "cancel" };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Step>({ kind: "claim" }) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: "expire" }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("deliver" as const), which: fc.nat(9) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      which: fc.nat(9),
      how: fc.constantFrom("answered", "answered", "no-answer", "refused", "busy"),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "cancel" }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("change" as const), method: fc.constantFrom(...METHODS) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("review" as const), verdict: fc.constantFrom("retry", "cancel") }),
  },
);

/** A call to Payment: on its way, carried out, or never to be. */
type Message = {
  key: string;
  method: string;
  intent: "charge" | "void" | "reverse";
  answer?: ChargeResult | VoidResult;
};

/** Somebody who calls Payment for the order, with a lease that may be over. */
type Caller = { token: number; neverSent: boolean; message: Message };

/** Payment's ledger, as its contract has it: a key is charged at most once, and what is void stays so. */
class Ledger {
  readonly keys = new Map<string, "approved" | "declined" | "voided" | "reversed">();
  readonly methods = new Map<string, string>();

  carryOut({ key, method, intent }: Message): ChargeResult | VoidResult {
    return intent === "charge" ? this.#charge(key, method) : this.#void(key, intent === "reverse");
  }

  #charge(key: string, method: string): ChargeResult {
    if (method === "pm_unknown") return { kind: "rejected", why: "request-rejected" };
    const known = this.keys.get(key);
    if (known === "voided" || known === "reversed") return { kind: "rejected", why: "key-void" };
    if (known && this.methods.get(key) !== method) return { kind: "rejected", why: "key-mismatch" };
    const state = known ?? (method === "pm_approved" ? "approved" : "declined");
    this.keys.set(key, state);
    this.methods.set(key, method);
    return state === "approved" ? { kind: "approved" } : { kind: "declined", reason: "card-declined" };
  }

  #void(key: string, reverse: boolean): VoidResult {
    const known = this.keys.get(key);
    if (known === "reversed") return { kind: "reversed" };
    if (known === "approved" && !reverse) return { kind: "already-charged" };
    if (known === "approved") this.keys.set(key, "reversed");
    if (known === undefined) this.keys.set(key, "voided");
    return { kind: known === "approved" ? "reversed" : "voided" };
  }

  /** The keys with a charge that was not given back. */
  get charged(): string[] {
    return [...this.keys].filter(([, state]) => state === "approved").map(([key]) => key);
  }
}

/** One order, those who work on it as orders.ts lets them, and Payment. */
class World {
  order: Order;
  ledger = new Ledger();
  token = 1;
  leased = true;
  callers: Caller[] = [];
  /** Sent, or about to be: any of it may still arrive. */
  wire: Message[] = [];
  cancelAsked = false;

  constructor(method: string) {
    const total = { currencyCode: "EUR", amountMinor: 100 };
    this.order = newOrder({
      orderId: "o",
      clientId: "c",
      productId: "p",
      quantity: 1,
      total,
      paymentMethod: method,
    });
    this.#call(true);
  }

  take(step: Step): void {
    if (step.kind === "claim") this.claim();
    else if (step.kind === "expire") this.leased = false;
    else if (step.kind === "deliver") this.deliver(this.wire[step.which % this.wire.length]);
    else if (step.kind === "end") this.end(this.callers[step.which % this.callers.length], step.how);
    else if (step.kind === "change") this.apply({ kind: "change-asked", paymentMethod: step.method });
    else if (step.kind === "cancel") this.cancelAsked ||= this.apply({ kind: "cancel-asked" });
    else if (this.apply({ kind: "reviewed", verdict: step.verdict })) this.cancelAsked ||= step.verdict === "cancel";
  }

  claim(): void {
    const { state } = this.order;
    if (state.status !== "payment-pending" || this.leased) return;
    this.order = { ...this.order, state: { ...state, charged: "unknown" } };
    this.token++;
    this.leased = true;
    this.#call(state.charged === "no");
  }

  deliver(message: Message | undefined): void {
    if (!message) return;
    message.answer = this.ledger.carryOut(message);
    this.wire = this.wire.filter((other) => other !== message);
  }

  end(caller: Caller | undefined, how: Extract<Step, { kind: "end" }>["how"]): void {
    if (!caller) return;
    const { message, token, neverSent } = caller;
    const sent = message.answer !== undefined;
    if (how === "answered") this.deliver(sent ? undefined : message);
    // Only what was not sent can be refused, and then it never will be; so too with what Payment was too busy for.
    if ((how === "refused" || how === "busy") && !sent) this.wire = this.wire.filter((other) => other !== message);
    const noAnswer: NoAnswer = { kind: how === "no-answer" || how === "answered" || sent ? "unknown" : how };
    this.callers = this.callers.filter((other) => other !== caller);
    if (token !== this.token) return;
    const answer = how === "answered" ? message.answer : undefined;
    const event: OrderEvent =
      message.intent === "charge"
        ? { kind: "charge-ended", result: (answer as ChargeResult) ?? noAnswer, neverSent }
        : {
            kind: "void-ended",
            reverse: message.intent === "reverse",
            result: (answer as VoidResult) ?? noAnswer,
          };
    if (this.apply(event)) this.leased = false;
  }

  /** Whether the event changed the order. */
  apply(event: OrderEvent): boolean {
    const before = this.order;
    const changed = transition(before, event, { maxTries: 3 });
    if (changed.kind !== "changed") return false;
    this.order = changed.order;
    assert.equal(changed.order.revision, before.revision + 1);
    assert.ok(changed.order.attempt - before.attempt <= 1 && changed.order.attempt >= before.attempt);
    assert.ok(!isFinal(before), `${before.state.status} is final`);
    assert.equal(changed.due.kind === "never", changed.order.state.status !== "payment-pending");
    return true;
  }

  #call(neverSent: boolean): void {
    const { state, paymentMethod: method } = this.order;
    if (state.status !== "payment-pending") return;
    const intents = { charge: "charge", cancel: "reverse", change: "void" } as const;
    const message: Message = { key: chargeKey(this.order), method, intent: intents[state.action.kind] };
    this.wire.push(message);
    this.callers.push({ token: this.token, neverSent, message });
  }

  /** What must hold at any moment. */
  check(): void {
    const { order, ledger } = this;
    const { state } = order;
    const key = chargeKey(order);
    assert.ok(ledger.charged.length <= 1, "one charge at most");
    for (const charged of ledger.charged) assert.equal(charged, key, "only the present attempt may have charged");
    // No key but the present one can be charged any more, whatever still arrives.
    for (const { key: other, intent, method } of this.wire)
      if (intent === "charge" && other !== key && method === "pm_approved")
        assert.notEqual(ledger.keys.get(other), undefined, "a new attempt while the old key can still be charged");

    if (state.status === "payment-pending") {
      if (state.charged === "no") {
        assert.equal(ledger.keys.get(key), undefined, '"no" is certain');
        assert.ok(!this.wire.some((message) => message.key === key));
      }
      if (this.cancelAsked) assert.equal(state.action.kind, "cancel", "a cancellation is not forgotten");
    }
    if (state.status === "confirmed") assert.deepEqual(ledger.charged, [key]);
    if (state.status === "declined") assert.equal(ledger.keys.get(key), "declined");
    if (state.status === "cancelled") {
      assert.deepEqual(ledger.charged, []);
      assert.equal(state.reversed, ledger.keys.get(key) === "reversed");
      for (const message of this.wire)
        if (message.intent === "charge" && message.method === "pm_approved")
          assert.notEqual(ledger.keys.get(message.key), undefined, "a cancelled order could still be charged");
    }
    if (state.status === "needs-review")
      assert.ok(state.reason === "request-rejected" || state.reason === "too-many-tries", state.reason);
  }
}

const isFinal = ({ state }: Order) => ["confirmed", "declined", "cancelled"].includes(state.status);

const histories = fc.tuple(fc.constantFrom(...METHODS), fc.array(step, { maxLength: 60, size: "max" }));

test("Whatever is lost, late, repeated or taken over, an order agrees with what Payment's ledger charged for it.", () => {
  fc.assert(
    fc.property(histories, ([method, steps]) => {
      const world = new World(method);
      world.check();
      for (const step of steps) {
        world.take(step);
        world.check();
      }
      // What was sent arrives in the end, and changes nothing any more for an order that is final.
      for (const message of [...world.wire]) world.deliver(message);
      world.check();
    }),
    { numRuns: 3_000 },
  );
});

test("Once calls are answered again, every order comes to its end, or to a person, in a few calls.", () => {
  fc.assert(
    fc.property(histories, ([method, steps]) => {
      const world = new World(method);
      for (const step of steps) world.take(step);
      for (let calls = 0; calls < 4; calls++) {
        world.take({ kind: "expire" });
        world.claim();
        world.end(world.callers.at(-1), "answered");
        world.check();
      }
      const { status } = world.order.state;
      assert.notEqual(status, "payment-pending");
      if (status === "needs-review") {
        world.take({ kind: "review", verdict: "cancel" });
        world.claim();
        world.end(world.callers.at(-1), "answered");
        assert.equal(world.order.state.status, "cancelled");
      }
      world.check();
    }),
    { numRuns: 2_000 },
  );
});

test("Random histories come to every state, so that the properties above say something.", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(histories, ([method, steps]) => {
      const world = new World(method);
      for (const step of steps) {
        world.take(step);
        const { state, attempt } = world.order;
        seen.add(state.status);
        if (state.status === "payment-pending") seen.add(`${state.action.kind}, ${state.charged}`);
        if (state.status === "cancelled") seen.add(`reversed ${state.reversed}`);
        if (state.status === "confirmed") seen.add(`despite change ${state.despiteChange}`);
        if (state.status === "needs-review") seen.add(state.reason);
        if (attempt > 2) seen.add("third attempt");
      }
    }),
    { numRuns: 3_000, seed: 5 },
  );
  const expected = ["confirmed", "declined", "cancelled", "needs-review", "third attempt"];
  expected.push("charge, no", "charge, unknown", "cancel, unknown", "change, unknown");
  expected.push("reversed true", "reversed false", "despite change true", "despite change false");
  expected.push("request-rejected", "too-many-tries");
  for (const state of expected) assert.ok(seen.has(state), `${state} was never reached`);
});
