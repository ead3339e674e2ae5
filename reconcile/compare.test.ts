import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Books,
  type DifferenceKind,
  differencesOf,
  isOpen,
  type LedgerRecord,
  type Movement,
  type OrderRecord,
} from "./compare.ts";

const ID = "8c5f1c9e-6c3c-4b0e-9a3e-0d7c4b1f2a10";
const total = { currencyCode: "EUR", amountMinor: 37_800 };

const order = (status: OrderRecord["status"], attempt = 1, neverSent = false): OrderRecord => ({
  orderId: ID,
  status,
  attempt,
  total,
  neverSent,
});
const row = (state: LedgerRecord["state"], attempt = 1, amount: LedgerRecord["amount"] = total): LedgerRecord => ({
  key: `${ID}/${attempt}`,
  state,
  amount,
});
const moved = (kind: Movement["kind"], attempt = 1, amount = total): Movement => ({
  key: `${ID}/${attempt}`,
  kind,
  amount,
});

const books = (order: OrderRecord | undefined, ledger: LedgerRecord[] = [], movements: Movement[] = []): Books => ({
  order,
  ledger,
  movements,
});

function kinds(given: Books): DifferenceKind[] {
  return differencesOf(given).map(({ kind }) => kind);
}

const charge = moved("charge");
const reversal = moved("reversal");

const AGREEING: Record<string, Books> = {
  "a paid order": books(order("confirmed"), [row("approved")], [charge]),
  "an order paid at its second attempt": books(
    order("confirmed", 2),
    [row("void", 1, null), row("approved", 2)],
    [moved("charge", 2)],
  ),
  "an order paid after a declined attempt": books(
    order("confirmed", 2),
    [row("declined"), row("approved", 2)],
    [moved("charge", 2)],
  ),
  "a declined order": books(order("declined"), [row("declined")]),
  "a cancelled order that never reached Payment": books(order("cancelled")),
  "a cancelled order whose key is void": books(order("cancelled"), [row("void", 1, null)]),
  "a cancelled order whose charge was given back": books(order("cancelled"), [row("reversed")], [charge, reversal]),
  "a pending order that never reached Payment": books(order("payment-pending", 1, true)),
  "a pending order that is charged, and does not know it": books(order("payment-pending"), [row("approved")], [charge]),
  "an order whose charge is under way": books(order("payment-pending"), [row("charging")]),
  "an order whose charge the ledger has not heard of yet": books(order("payment-pending"), [row("charging")], [charge]),
  "an order whose reversal the ledger has not heard of yet": books(
    order("payment-pending"),
    [row("voiding")],
    [charge, reversal],
  ),
  "an order in review": books(order("needs-review")),
};

test("What agrees is no difference.", () => {
  for (const [name, given] of Object.entries(AGREEING)) assert.deepEqual(differencesOf(given), [], name);
});

const other = { currencyCode: "EUR", amountMinor: 37_801 };
const dollars = { currencyCode: "USD", amountMinor: 37_800 };
const strayKey = "somebody-else";

const DIFFERING: [Books, DifferenceKind[]][] = [
  // The order book and the money.
  [books(order("confirmed")), ["not-charged"]],
  [books(order("confirmed"), [row("reversed")], [charge, reversal]), ["not-charged"]],
  [books(order("confirmed", 2), [row("void", 2, null)]), ["not-charged"]],
  [
    books(order("confirmed", 2), [row("approved"), row("approved", 2)], [charge, moved("charge", 2)]),
    ["charged-twice", "charged-under-old-key"],
  ],
  [books(order("declined"), [row("approved")], [charge]), ["charged-in-vain"]],
  [books(order("cancelled"), [row("approved")], [charge]), ["charged-in-vain"]],
  [books(order("payment-pending", 2), [row("approved")], [charge]), ["charged-under-old-key"]],
  [books(order("payment-pending", 1, true), [row("charging")]), ["charged-but-never-sent"]],
  [books(order("payment-pending", 1, true), [row("approved")], [charge]), ["charged-but-never-sent"]],
  [books(order("cancelled"), [row("charging")]), ["under-way-in-vain"]],
  [books(order("declined", 2), [row("charging"), row("declined", 2)]), ["under-way-in-vain"]],
  [books(order("confirmed"), [row("approved", 1, other)], [moved("charge", 1, other)]), ["wrong-amount"]],
  [books(order("confirmed"), [row("approved", 1, dollars)], [moved("charge", 1, dollars)]), ["wrong-amount"]],
  [books(order("payment-pending"), [row("void", 2, null)]), ["unknown-attempt"]],
  [books(order("declined"), [{ ...row("void", 1, null), key: `${ID}/01` }]), ["unknown-attempt"]],
  [books(undefined, [row("declined")]), ["no-order"]],
  [
    books(undefined, [{ key: strayKey, state: "approved", amount: total }], [{ ...charge, key: strayKey }]),
    ["no-order"],
  ],
  // The ledger and the money.
  [books(order("confirmed"), [], [charge]), ["not-in-ledger"]],
  [books(undefined, [], [charge]), ["no-order", "not-in-ledger"]],
  [books(order("confirmed"), [row("approved")]), ["not-charged", "not-moved"]],
  [books(order("cancelled"), [row("reversed")]), ["not-moved"]],
  [books(order("declined"), [row("declined")], [charge]), ["charged-in-vain", "moved-in-vain"]],
  [books(order("cancelled"), [row("void")], [charge, reversal]), ["moved-in-vain"]],
  [books(order("confirmed"), [row("approved")], [charge, charge]), ["moved-twice"]],
  [books(order("cancelled"), [row("reversed")], [charge, reversal, reversal]), ["moved-twice", "reversed-in-vain"]],
  [books(order("cancelled"), [row("reversed")], [charge]), ["charged-in-vain", "not-reversed"]],
  [books(order("payment-pending"), [row("approved")], [charge, reversal]), ["reversed-in-vain"]],
  [books(order("payment-pending"), [row("charging")], [charge, reversal]), ["reversed-in-vain"]],
  [books(order("cancelled"), [row("reversed")], [reversal]), ["reversed-in-vain", "not-moved"]],
  [books(order("confirmed"), [row("approved")], [moved("charge", 1, other)]), ["moved-wrong-amount"]],
  [books(order("cancelled"), [row("reversed")], [charge, moved("reversal", 1, dollars)]), ["moved-wrong-amount"]],
  [books(order("payment-pending"), [row("voiding", 1, null)], [charge]), ["moved-wrong-amount"]],
];

test("Each kind of difference is found, and nothing beside it.", () => {
  for (const [given, expected] of DIFFERING) assert.deepEqual(kinds(given), expected, JSON.stringify(given));
});

test("A difference tells of what it is, and what each side says.", () => {
  const [amount] = differencesOf(books(order("confirmed"), [row("approved")], [moved("charge", 1, other)]));
  assert.deepEqual(amount, {
    kind: "moved-wrong-amount",
    subject: `${ID}/1`,
    what: "the ledger has 37800 EUR (minor units), the charge was of 37801 EUR (minor units)",
  });
  const [twice] = differencesOf(
    books(order("confirmed", 2), [row("approved"), row("approved", 2)], [charge, moved("charge", 2)]),
  );
  assert.deepEqual(twice, {
    kind: "charged-twice",
    subject: ID,
    what: `charged, and not given back, under ${ID}/1 and ${ID}/2`,
  });
});

test("Orders that are pending or in review are open, and the rest is final.", () => {
  const statuses = ["payment-pending", "needs-review", "confirmed", "declined", "cancelled"] as const;
  assert.deepEqual(
    statuses.map((status) => isOpen(order(status))),
    [true, true, false, false, false],
  );
});

test("Without a difference, exactly the confirmed orders are paid for, once and in full, whatever the books.", () => {
  const attempt = fc.integer({ min: 1, max: 3 });
  const amount = fc.constantFrom(total, total, total, other);
  const anyBooks = fc.record({
    order: fc.record({
      orderId: fc.constant(ID),
      status: fc.constantFrom<OrderRecord["status"]>("confirmed", "declined", "cancelled"),
      attempt,
      total: fc.constant(total),
      neverSent: fc.constant(false),
    }),
    ledger: fc.uniqueArray(
      fc
        .tuple(fc.constantFrom<LedgerRecord["state"]>("approved", "declined", "void", "reversed"), attempt, amount)
        .map(([state, at, of]) => row(state, at, of)),
      { selector: ({ key }) => key, maxLength: 3 },
    ),
    movements: fc.array(
      fc
        .tuple(fc.constantFrom<Movement["kind"]>("charge", "reversal"), attempt, amount)
        .map(([kind, at, of]) => moved(kind, at, of)),
      { maxLength: 4 },
    ),
  });
  let agreed = 0;
  fc.assert(
    fc.property(anyBooks, (given) => {
      if (differencesOf(given).length > 0) return;
      agreed++;
      const balance = given.movements.reduce(
        (sum, { kind, amount: { amountMinor } }) => sum + (kind === "charge" ? amountMinor : -amountMinor),
        0,
      );
      assert.equal(balance, given.order.status === "confirmed" ? total.amountMinor : 0);
    }),
    { numRuns: 20_000 },
  );
  assert.ok(agreed > 100);
});
