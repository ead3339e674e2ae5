import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "./check.ts";
import { good, historyOf, type Made, moved, PLACE, paid, pending, row, view } from "./made-history.ts";

const ID = row().orderId;
const OTHER = "22222222-2222-4222-8222-222222222222";
const get = { method: "GetOrder", orderId: ID } as const;
const watch = { method: "WatchOrder", orderId: ID } as const;
const cancel = { method: "CancelOrder", orderId: ID } as const;
const change = (paymentMethod: string) => ({ method: "ChangePaymentMethod", orderId: ID, paymentMethod }) as const;
const refusal = (code: string, message = "") => ({ code, message });

function isFine(changes: Partial<Made>): void {
  assert.deepEqual(check(historyOf({ ...good(), ...changes })), []);
}

/** Some sentence of the verdict matches each of the patterns. */
function isFound(changes: Partial<Made>, ...patterns: RegExp[]): void {
  const verdict = check(historyOf({ ...good(), ...changes }));
  for (const pattern of patterns)
    assert.ok(
      verdict.some((text) => pattern.test(text)),
      `${pattern} is not in:\n${verdict.join("\n")}`,
    );
}

/** A cancelled order without a charge, and the calls that made it. */
const cancelled: Partial<Made> = {
  calls: [
    { call: PLACE, answers: [pending()] },
    {
      call: cancel,
      answers: [view({ status: "CANCELLED", message: "Your order is cancelled, and nothing was charged." })],
    },
  ],
  orders: [row({ status: "cancelled", despiteChange: null, reversed: false })],
  payments: [paid({ state: "void", currencyCode: null, amountMinor: null })],
  movements: [],
};

test("A round in which all went well has no violations, whatever its calls could not find out.", () => {
  isFine({});
  isFine(cancelled);
  isFine({ calls: [{ call: PLACE, ending: refusal("DEADLINE_EXCEEDED") }] });
  isFine({ calls: [{ call: PLACE, ending: refusal("UNAVAILABLE") }], orders: [], payments: [], movements: [] });
  isFine({ calls: [{ call: PLACE, ending: refusal("INTERNAL", "Received RST_STREAM with code 2") }] });
  isFine({ calls: [...good().calls, { call: get, clientId: "bob", ending: refusal("NOT_FOUND") }] });
});

test("Every order that a client was told of exists, is its own, and is what it was told.", () => {
  isFound({ orders: [] }, /told of order 1111.*, which does not exist/, /no-order/);
  isFound({ orders: [row({ clientId: "bob" })] }, /of ann was told of order .* of bob/);
  isFound(
    { calls: [{ call: PLACE, answers: [view({ quantity: 1 })] }] },
    /is for something else/,
    /not what it asked for/,
  );
  isFound(
    { calls: [{ call: PLACE, answers: [view({ amountMinor: 1 })] }] },
    /is for something else, or at another price/,
  );
  isFound(
    { calls: [{ call: PLACE }, { call: { ...get, orderId: OTHER }, answers: [view()] }] },
    /asked for order 2222.* and got 1111/,
  );
});

test("One order a key, and none that nobody has placed.", () => {
  const second = { orders: [row(), row({ orderId: OTHER, revision: 3 })] };
  isFound(second, /2 orders were placed under one key: ann key-1/, /2222.* is confirmed, and nothing stays charged/);
  isFound({ orders: [row({ idempotencyKey: "key-2" })] }, /1 orders were placed by 0 calls/);
  isFound(
    { orders: [row({ paymentMethod: "pm_card_mastercard" })] },
    /paid with pm_card_mastercard, which nobody asked for/,
  );
  isFound({ orders: [row({ totalMinor: 1 })] }, /costs 1 EUR, not 2 × 18900 EUR/);
  const unkeyed = { ...PLACE, idempotencyKey: "" };
  isFound(
    {
      calls: [{ call: unkeyed, answers: [view()] }],
      orders: [row({ idempotencyKey: null }), row({ idempotencyKey: null, orderId: OTHER })],
    },
    /2 orders were placed by 1 calls/,
  );
});

test("A call that was told that nothing was done has done nothing.", () => {
  const told = {
    call: PLACE,
    ending: refusal("UNAVAILABLE", "the order book cannot be reached, and nothing was done"),
  };
  isFound({ calls: [told] }, /1 orders were placed by 0 calls/);
  isFine({ calls: [told, { call: PLACE, answers: [view()] }] });
});

test("Repeats are answered with one order; a key is called used only if it was, for something else.", () => {
  isFound(
    {
      calls: [
        { call: PLACE, answers: [view()] },
        { call: PLACE, answers: [view({ orderId: OTHER })] },
      ],
    },
    /with key key-1 was given order 2222.*, which has another/,
  );
  const used = { ending: refusal("ALREADY_EXISTS") };
  isFound(
    { calls: [...good().calls, { call: PLACE, ...used }] },
    /its key was used for something else, which is not so/,
  );
  isFine({ calls: [...good().calls, { call: { ...PLACE, quantity: 3 }, ...used }] });
});

test("Answers only move forward, and each revision is one state.", () => {
  const seen = (...answers: ReturnType<typeof view>[]) => ({
    calls: [{ call: PLACE, answers: [pending()] }, ...answers.map((order) => ({ call: get, answers: [order] }))],
  });
  isFine(seen(pending(), view()));
  isFound(seen(view(), pending()), /went back: call 1 saw revision 2 \(CONFIRMED\), and then call 2 revision 1/);
  isFound(seen(pending({ revision: 2 })), /is PAYMENT_PENDING, and it is confirmed/);
  isFound(seen(pending({ revision: 3 })), /saw revision 3 of order .*, which ends with 2/);
  isFound(seen(pending({ pendingAction: "CANCEL" })), /revision 1 of order .* was told as PAYMENT_PENDING\/CHARGE and/);
  // Two calls at the same time may be answered in any order.
  isFine({
    calls: [
      { call: PLACE, answers: [view()], beganMs: 0, endedMs: 10 },
      { call: get, answers: [pending()], beganMs: 5, endedMs: 20 },
    ],
  });
});

test("What is final stays, and a cancellation that was promised is kept.", () => {
  const declined = view({ status: "DECLINED", revision: 1, message: "" });
  isFound({ calls: [{ call: PLACE, answers: [declined] }] }, /is DECLINED, and it became confirmed later/);
  isFound(
    {
      calls: [
        { call: PLACE, answers: [pending()] },
        { call: cancel, answers: [pending({ pendingAction: "CANCEL", revision: 1 })] },
      ],
    },
    /is being cancelled, and it ended confirmed/,
  );
});

test("A watch moves forward, and ends with what is final.", () => {
  const watching = (...answers: ReturnType<typeof view>[]) => ({ calls: [{ call: PLACE }, { call: watch, answers }] });
  isFine(watching(pending(), view()));
  isFound(watching(pending(), pending(), view()), /watch 1 did not move forward/);
  isFound(watching(pending()), /watch 1 ended with PAYMENT_PENDING, which is not final/);
  isFine({ calls: [{ call: PLACE }, { call: watch, answers: [pending()], ending: refusal("UNAVAILABLE") }] });
});

test("Errors are true.", () => {
  const refused = (call: typeof get | typeof cancel | ReturnType<typeof change>, code: string) => ({
    calls: [...good().calls, { call, ending: refusal(code) }],
  });
  isFound(refused(get, "NOT_FOUND"), /GetOrder\) was refused with NOT_FOUND/);
  isFound(refused(get, "INTERNAL"), /INTERNAL/);
  isFound(refused(get, "INVALID_ARGUMENT"), /INVALID_ARGUMENT/);
  isFound(refused(get, "FAILED_PRECONDITION"), /FAILED_PRECONDITION/);
  isFine(refused(cancel, "FAILED_PRECONDITION"));
  isFine(refused(change("pm_card_visa"), "FAILED_PRECONDITION"));
  const calls = [...(cancelled.calls ?? []), { call: cancel, ending: refusal("FAILED_PRECONDITION") }];
  isFound({ ...cancelled, calls }, /CancelOrder\) was refused with FAILED_PRECONDITION/);
});

test("Every order is settled, and no service ends by itself.", () => {
  isFound({ settled: { orders: 1, payments: 0 } }, /1 orders and 0 payments were never settled/);
  isFound({ orders: [row({ status: "payment-pending", despiteChange: null })] }, /is still pending/);
  isFound({ died: true }, /order-1 ended by itself/);
  assert.ok(check([]).includes("the round did not come to its end"));
});

test("Orders end as their methods and their customers' wishes have it.", () => {
  const ended = (changes: Parameters<typeof row>[0], method = "pm_card_visa"): Partial<Made> => ({
    calls: [{ call: { ...PLACE, paymentMethod: method } }],
    orders: [row({ despiteChange: null, paymentMethod: method, ...changes })],
    payments: [],
    movements: [],
  });
  isFine(ended({ status: "declined" }, "pm_card_expired"));
  isFound(ended({ status: "declined" }), /ended declined with pm_card_visa/);
  isFound(
    { ...good(), ...ended({ status: "confirmed", despiteChange: false }, "pm_card_expired") },
    /ended confirmed with pm_card_expired/,
  );
  isFound(ended({ status: "confirmed", despiteChange: true }), /despite a change nobody asked for/);
  isFound(ended({ status: "cancelled", reversed: false }), /ended cancelled, and nobody asked for that/);
  isFine(ended({ status: "needs-review", reviewReason: "request-rejected" }, "pm_unheard_of"));
  isFound(ended({ status: "needs-review", reviewReason: "request-rejected" }), /was never poisoned/);
  isFound(
    ended({ status: "needs-review", reviewReason: "key-void" }, "pm_unheard_of"),
    /ended needs-review for key-void/,
  );
  isFound(
    ended({ status: "declined", attempt: 2 }, "pm_card_expired"),
    /has 2 attempts, and its method was changed less often/,
  );
});

test("The processor, the ledger and the orders agree.", () => {
  isFound({ movements: [] }, /not-charged/, /not-moved/);
  isFound({ payments: [] }, /not-in-ledger/);
  isFound(
    { movements: [moved(), moved({ id: 2, key: `${ID}/2` })], payments: [paid(), paid({ key: `${ID}/2` })] },
    /charged-twice/,
    /unknown-attempt/,
  );
  isFound({ movements: [moved({ amountMinor: 1 })] }, /moved-wrong-amount/);
  isFound(
    { ...cancelled, movements: [moved()], payments: [paid()] },
    /charged-in-vain/,
    /cancelled as never charged, and it was/,
  );
  const given = { payments: [paid({ state: "reversed" })], movements: [moved(), moved({ id: 2, kind: "reversal" })] };
  isFine({
    ...cancelled,
    ...given,
    calls: [{ call: PLACE }, { call: cancel }],
    orders: [row({ status: "cancelled", despiteChange: null, reversed: true })],
  });
  isFound(
    { ...cancelled, orders: [row({ status: "cancelled", despiteChange: null, reversed: true })] },
    /cancelled as given back, and nothing was/,
  );
  isFound(
    {
      calls: [{ call: PLACE }, { call: change("pm_unheard_of") }],
      orders: [row({ status: "needs-review", despiteChange: null, reviewReason: "request-rejected" })],
    },
    /was poisoned, and is charged all the same/,
  );
});

test("Who is told that nothing was charged can rely on it.", () => {
  const nothing = "It is not paid yet, and nothing was charged: we will charge you once.";
  // Before the charge, which the processor made 10 ms after the start.
  isFine({ calls: [{ call: PLACE, answers: [pending({ message: nothing })], beganMs: 0 }] });
  isFound(
    { calls: [{ call: PLACE }, { call: get, answers: [pending({ message: nothing })], beganMs: 15 }] },
    /was told that nothing was charged for order .*, and it was/,
  );
  const declined = view({ status: "DECLINED", message: "Your payment was declined, and nothing was charged." });
  isFound({ calls: [{ call: PLACE, answers: [declined], beganMs: 0 }] }, /was told that nothing was charged/);
});
