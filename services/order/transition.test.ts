import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChargeResult, NoAnswer, VoidResult } from "./charge.ts";
import { chargeKey, newOrder, type Order, type OrderState, type Pending, type PendingAction } from "./order.ts";
import { type Due, type OrderEvent, transition } from "./transition.ts";

const placed = newOrder({
  orderId: "8c5f1c9e-6c3c-4b0e-9a3e-0d7c4b1f2a10",
  clientId: "shop",
  productId: "grinder",
  quantity: 2,
  total: { currencyCode: "EUR", amountMinor: 37_800 },
  paymentMethod: "pm_old",
});

const CHARGE: PendingAction = { kind: "charge" };
const CANCEL: PendingAction = { kind: "cancel" };
const CHANGE: PendingAction = { kind: "change", paymentMethod: "pm_new" };
const ACTIONS = [CHARGE, CANCEL, CHANGE];

/** An order in its third attempt, after two tries, that has changed six times. */
function pending(action: PendingAction, charged: Pending["charged"] = "unknown"): Order {
  const state: OrderState = { status: "payment-pending", action, charged };
  return { ...placed, attempt: 3, tries: 2, revision: 7, state };
}

const charged = (result: ChargeResult, neverSent?: boolean): OrderEvent =>
  neverSent === undefined ? { kind: "charge-ended", result } : { kind: "charge-ended", result, neverSent };
const voided = (result: VoidResult, reverse = true): OrderEvent => ({ kind: "void-ended", reverse, result });

const limits = { maxTries: 5 };
const after = (order: Order, event: OrderEvent) => transition(order, event, limits);

/** Asserts that the event changes these fields, the revision by one, and nothing else. */
function changes(order: Order, event: OrderEvent, changed: Partial<Order>, due: Due): void {
  const before = structuredClone(order);
  assert.deepEqual(after(order, event), {
    kind: "changed",
    order: { ...before, ...changed, revision: before.revision + 1 },
    due,
  });
  assert.deepEqual(order, before, "the order that was given is left as it was");
}

function ends(order: Order, event: OrderEvent, state: OrderState): void {
  changes(order, event, { state }, { kind: "never" });
}

/** Asserts that the order stays pending; what is left out stays as it was. */
function waits(order: Order, event: OrderEvent, due: Due, state: Partial<Pending> = {}, changed: Partial<Order> = {}) {
  assert.equal(order.state.status, "payment-pending");
  changes(order, event, { ...changed, state: { ...order.state, ...state } as Pending }, due);
}

test("A new order is its first attempt, and counts as possibly charged, since its charge is about to be sent.", () => {
  const { attempt, tries, revision, state } = placed;
  assert.deepEqual({ attempt, tries, revision }, { attempt: 1, tries: 0, revision: 1 });
  assert.deepEqual(state, { status: "payment-pending", action: CHARGE, charged: "unknown" });
});

test("The charge key names the order and the attempt.", () => {
  assert.equal(chargeKey({ orderId: "o", attempt: 2 }), "o/2");
});

test("An approved charge confirms the order.", () => {
  ends(pending(CHARGE), charged({ kind: "approved" }), { status: "confirmed", despiteChange: false });
});

test("An approved charge of an order that is to be paid with another method confirms it, and says so.", () => {
  ends(pending(CHANGE), charged({ kind: "approved" }), { status: "confirmed", despiteChange: true });
});

test("An approved charge is with the method that was wanted, if the customer has changed it back.", () => {
  const back: PendingAction = { kind: "change", paymentMethod: "pm_old" };
  ends(pending(back), charged({ kind: "approved" }), { status: "confirmed", despiteChange: false });
  ends(pending(back), voided({ kind: "already-charged" }, false), { status: "confirmed", despiteChange: false });
});

test("An approved charge of an order that is to be cancelled is given back next.", () => {
  waits(pending(CANCEL, "no"), charged({ kind: "approved" }), { kind: "at-once" }, { charged: "unknown" });
});

test("A declined charge declines the order, with Payment's reason.", () => {
  for (const reason of ["card-declined", "insufficient-funds", "card-expired"] as const)
    ends(pending(CHARGE), charged({ kind: "declined", reason }), { status: "declined", reason });
});

test("A declined charge cancels an order that is to be cancelled: nothing was charged.", () => {
  const declined = charged({ kind: "declined", reason: "card-declined" });
  ends(pending(CANCEL), declined, { status: "cancelled", reversed: false });
});

const NEXT_ATTEMPT: Partial<Order> = {
  attempt: 4,
  tries: 0,
  paymentMethod: "pm_new",
  state: { status: "payment-pending", action: CHARGE, charged: "no" },
};

test("A declined charge of an order that is to be paid with another method makes way for that, under the next key.", () => {
  const declined = charged({ kind: "declined", reason: "card-declined" });
  changes(pending(CHANGE), declined, NEXT_ATTEMPT, { kind: "at-once" });
});

test("Once the old key is void, or what it charged was given back, the new method is charged under the next key.", () => {
  changes(pending(CHANGE), voided({ kind: "voided" }, false), NEXT_ATTEMPT, { kind: "at-once" });
  changes(pending(CHANGE), voided({ kind: "reversed" }, false), NEXT_ATTEMPT, { kind: "at-once" });
});

test("Once the key is void, or what it charged was given back, an order that is to be cancelled is cancelled.", () => {
  ends(pending(CANCEL), voided({ kind: "voided" }), { status: "cancelled", reversed: false });
  ends(pending(CANCEL), voided({ kind: "reversed" }), { status: "cancelled", reversed: true });
});

test("A charge that stays, since a change asked for no reversal, confirms the order with the old method.", () => {
  const stays = voided({ kind: "already-charged" }, false);
  ends(pending(CHANGE), stays, { status: "confirmed", despiteChange: true });
});

test("A charge that stays is voided again if the cancellation came while a void without reversal was under way.", () => {
  const stays = voided({ kind: "already-charged" }, false);
  waits(pending(CANCEL, "no"), stays, { kind: "at-once" }, { charged: "unknown" });
});

test("A charge that stays although its reversal was asked for is for a person to look at.", () => {
  const stays = voided({ kind: "already-charged" }, true);
  ends(pending(CANCEL), stays, { status: "needs-review", reason: "not-reversed", action: CANCEL });
});

test("A void that nobody has asked for is for a person to look at.", () => {
  const review: OrderState = { status: "needs-review", reason: "key-void", action: CHARGE };
  ends(pending(CHARGE), voided({ kind: "voided" }), review);
  ends(pending(CHARGE), voided({ kind: "reversed" }), review);
});

test("A refusal by the breaker is no attempt: the order waits for the breaker, and its tries stay.", () => {
  for (const action of ACTIONS) {
    for (const known of ["no", "unknown"] as const) {
      waits(pending(action, known), voided({ kind: "refused" }), { kind: "after-breaker" });
      waits(pending(action, known), charged({ kind: "refused" }), { kind: "after-breaker" });
      waits(pending(action, known), charged({ kind: "refused" }, false), { kind: "after-breaker" });
    }
  }
});

test("A refusal before anything was sent under the key is a certain no.", () => {
  waits(pending(CHARGE), charged({ kind: "refused" }, true), { kind: "after-breaker" }, { charged: "no" });
});

test("A refusal before anything was sent is all that a cancellation or a change has waited for.", () => {
  ends(pending(CANCEL), charged({ kind: "refused" }, true), { status: "cancelled", reversed: false });
  changes(pending(CHANGE), charged({ kind: "refused" }, true), NEXT_ATTEMPT, { kind: "at-once" });
});

test("An unknown outcome is a try, and so is a key that another call has: the order backs off, and the longer the more tries it took.", () => {
  for (const action of ACTIONS) {
    for (const result of [{ kind: "unknown" }, { kind: "busy" }] as const)
      for (const event of [charged(result), charged(result, true), voided(result)])
        waits(pending(action, "no"), event, { kind: "back-off", tries: 3 }, { charged: "unknown" }, { tries: 3 });
  }
});

test("The last try without an answer brings the order to a person, with what it waited for.", () => {
  for (const action of ACTIONS) {
    for (const event of [charged({ kind: "unknown" }), voided({ kind: "unknown" }), charged({ kind: "busy" })]) {
      const state: OrderState = { status: "needs-review", reason: "too-many-tries", action };
      changes({ ...pending(action), tries: 4 }, event, { tries: 5, state }, { kind: "never" });
      changes({ ...pending(action), tries: 9 }, event, { tries: 10, state }, { kind: "never" });
      const earlier = { ...pending(action), tries: 3 };
      waits(earlier, event, { kind: "back-off", tries: 4 }, {}, { tries: 4 });
    }
  }
});

const rejected = (why: Extract<NoAnswer, { kind: "rejected" }>["why"]) => ({ kind: "rejected", why }) as const;

test("What Payment will never take is for a person to look at.", () => {
  for (const why of ["request-rejected", "key-mismatch", "key-void"] as const) {
    const state = (action: PendingAction): OrderState => ({ status: "needs-review", reason: why, action });
    ends(pending(CHARGE), charged(rejected(why)), state(CHARGE));
    for (const action of ACTIONS) ends(pending(action), voided(rejected(why)), state(action));
  }
});

test("A charge that Payment will never take is voided next if the order is to be cancelled or changed anyway.", () => {
  for (const action of [CANCEL, CHANGE]) {
    for (const why of ["request-rejected", "key-void"] as const)
      waits(pending(action, "no"), charged(rejected(why)), { kind: "at-once" }, { charged: "unknown" });
  }
});

test("A key that Payment knows with another amount or method is for a person to look at, whatever was asked since.", () => {
  for (const action of ACTIONS) {
    const state: OrderState = { status: "needs-review", reason: "key-mismatch", action };
    ends(pending(action), charged(rejected("key-mismatch")), state);
    ends(pending(action), charged(rejected("key-mismatch"), true), state);
  }
});

const cancelAsked: OrderEvent = { kind: "cancel-asked" };
const changeAsked = (paymentMethod: string): OrderEvent => ({ kind: "change-asked", paymentMethod });

test("A cancellation before anything was sent cancels at once.", () => {
  for (const action of [CHARGE, CHANGE])
    ends(pending(action, "no"), cancelAsked, { status: "cancelled", reversed: false });
});

test("A cancellation of what may have been charged waits for a void, with its tries begun anew.", () => {
  for (const action of [CHARGE, CHANGE])
    waits(pending(action), cancelAsked, { kind: "at-once" }, { action: CANCEL }, { tries: 0 });
});

test("Cancelling again changes nothing.", () => {
  assert.deepEqual(after(pending(CANCEL), cancelAsked), { kind: "same" });
  const cancelled: Order = { ...placed, state: { status: "cancelled", reversed: true } };
  assert.deepEqual(after(cancelled, cancelAsked), { kind: "same" });
});

test("A change before anything was sent is the next attempt.", () => {
  changes(pending(CHARGE, "no"), changeAsked("pm_new"), NEXT_ATTEMPT, { kind: "at-once" });
});

test("A change of what may have been charged waits for a void, with its tries begun anew.", () => {
  waits(pending(CHARGE), changeAsked("pm_new"), { kind: "at-once" }, { action: CHANGE }, { tries: 0 });
});

test("A change to the method that it has, or is already to be changed to, changes nothing.", () => {
  assert.deepEqual(after(pending(CHARGE), changeAsked("pm_old")), { kind: "same" });
  assert.deepEqual(after(pending(CHARGE, "no"), changeAsked("pm_old")), { kind: "same" });
  assert.deepEqual(after(pending(CHANGE), changeAsked("pm_new")), { kind: "same" });
});

test("Until a change was made it can be changed again, also back.", () => {
  for (const paymentMethod of ["pm_third", "pm_old"]) {
    const action: PendingAction = { kind: "change", paymentMethod };
    waits(pending(CHANGE), changeAsked(paymentMethod), { kind: "at-once" }, { action }, { tries: 0 });
  }
});

test("What is being cancelled cannot be changed.", () => {
  for (const paymentMethod of ["pm_old", "pm_new"]) {
    const why = "it is being cancelled";
    assert.deepEqual(after(pending(CANCEL), changeAsked(paymentMethod)), { kind: "impossible", why });
  }
});

const ENDED: [OrderState, string][] = [
  [{ status: "confirmed", despiteChange: false }, "it is paid"],
  [{ status: "declined", reason: "card-expired" }, "its payment was declined, and it is closed"],
  [{ status: "cancelled", reversed: false }, "it is cancelled"],
  [{ status: "needs-review", reason: "key-mismatch", action: CHARGE }, "a person is looking at it"],
];

test("What is no longer pending cannot be changed, cancelled or settled, and the answer says why.", () => {
  const events = [cancelAsked, changeAsked("pm_new"), charged({ kind: "approved" }), voided({ kind: "voided" })];
  for (const [state, why] of ENDED) {
    for (const event of events) {
      if (state.status === "cancelled" && event.kind === "cancel-asked") continue;
      assert.deepEqual(after({ ...placed, state }, event), { kind: "impossible", why });
    }
  }
});

const inReview = (action: PendingAction): Order => ({
  ...pending(action),
  tries: 5,
  state: { status: "needs-review", reason: "too-many-tries", action },
});

test("A person can have an order tried again: it goes on with what it waited for, under the same key.", () => {
  for (const action of ACTIONS) {
    const state: OrderState = { status: "payment-pending", action, charged: "unknown" };
    changes(inReview(action), { kind: "reviewed", verdict: "retry" }, { tries: 0, state }, { kind: "at-once" });
  }
});

test("A person can have an order cancelled, whatever it waited for: it is voided first.", () => {
  for (const action of ACTIONS) {
    const state: OrderState = { status: "payment-pending", action: CANCEL, charged: "unknown" };
    changes(inReview(action), { kind: "reviewed", verdict: "cancel" }, { tries: 0, state }, { kind: "at-once" });
  }
});

test("A person can only resolve an order that is in review.", () => {
  const impossible = { kind: "impossible", why: "it is not in review" };
  const orders = [pending(CHARGE), ...ENDED.slice(0, 3).map(([state]) => ({ ...placed, state }))];
  for (const order of orders)
    for (const verdict of ["retry", "cancel"] as const)
      assert.deepEqual(after(order, { kind: "reviewed", verdict }), impossible);
});
