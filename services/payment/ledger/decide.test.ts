import assert from "node:assert/strict";
import { test } from "node:test";
import type { Charge } from "../processor/processor.ts";
import { type ChargeDecision, decideCharge, decideVoid, type VoidDecision } from "./decide.ts";
import type { Entry, Settled, UnderWay } from "./entry.ts";

const CHARGE: Charge = { amount: { currencyCode: "EUR", amountMinor: 2_900 }, method: "pm_card_visa" };

function entry(state: UnderWay | Settled): Entry {
  return { key: "order-1/1", paymentId: "payment-1", version: 7, ...state };
}

const LIVE_CHARGE = entry({ state: "charging", charge: CHARGE, expired: false });
const LEFT_CHARGE = entry({ state: "charging", charge: CHARGE, expired: true });
const LIVE_VOID = entry({ state: "voiding", charge: CHARGE, reverse: false, expired: false });
const LEFT_VOID = entry({ state: "voiding", charge: CHARGE, reverse: false, expired: true });
const LIVE_REVERSAL = entry({ state: "voiding", charge: CHARGE, reverse: true, expired: false });
const LEFT_REVERSAL = entry({ state: "voiding", charge: CHARGE, reverse: true, expired: true });
const APPROVED = entry({ state: "approved", charge: CHARGE });
const DECLINED = entry({ state: "declined", charge: CHARGE, reason: "insufficient-funds" });
const VOID = entry({ state: "void", charge: CHARGE });
const TOMBSTONE = entry({ state: "void", charge: null });
const REVERSED = entry({ state: "reversed", charge: CHARGE });

const toCharge = (seen: Entry) => ({ kind: "claim", seen, work: { state: "charging" } }) as const;
const toVoid = (seen: Entry, reverse: boolean) =>
  ({ kind: "claim", seen, work: { state: "voiding", reverse } }) as const;
const UNDER_WAY = { kind: "under-way" } as const;

test("a charge is made for an unseen key, finished for one that was left behind, and answered or refused for any other", () => {
  const decisions: [Entry | undefined, ChargeDecision][] = [
    [undefined, { kind: "open" }],
    [LIVE_CHARGE, UNDER_WAY],
    [LEFT_CHARGE, toCharge(LEFT_CHARGE)],
    [LIVE_VOID, UNDER_WAY],
    [LEFT_VOID, toVoid(LEFT_VOID, false)],
    [LIVE_REVERSAL, UNDER_WAY],
    [LEFT_REVERSAL, toVoid(LEFT_REVERSAL, true)],
    [APPROVED, { kind: "approved", paymentId: "payment-1" }],
    [DECLINED, { kind: "declined", paymentId: "payment-1", reason: "insufficient-funds" }],
    [VOID, { kind: "void" }],
    [TOMBSTONE, { kind: "void" }],
    [REVERSED, { kind: "void" }],
  ];
  for (const [seen, decision] of decisions) assert.deepEqual(decideCharge(seen, CHARGE), decision);
});

test("a key is for one charge only: each other parameter is refused, whatever became of it", () => {
  const others: Charge[] = [
    { ...CHARGE, method: "pm_card_mastercard" },
    { ...CHARGE, amount: { ...CHARGE.amount, amountMinor: 2_901 } },
    { ...CHARGE, amount: { ...CHARGE.amount, currencyCode: "USD" } },
  ];
  const all = [LIVE_CHARGE, LEFT_CHARGE, LIVE_VOID, LEFT_VOID, LEFT_REVERSAL, APPROVED, DECLINED, VOID, REVERSED];
  for (const other of others) {
    for (const seen of all) assert.deepEqual(decideCharge(seen, other), { kind: "other-parameters" });
    assert.deepEqual(decideCharge(TOMBSTONE, other), { kind: "void" });
  }
});

test("a void is a tombstone for an unseen key, work for a charge that may have been made, and answered for any other", () => {
  const decisions: [Entry | undefined, withoutReversal: VoidDecision, withReversal: VoidDecision][] = [
    [undefined, { kind: "tombstone" }, { kind: "tombstone" }],
    [LIVE_CHARGE, UNDER_WAY, UNDER_WAY],
    [LEFT_CHARGE, toVoid(LEFT_CHARGE, false), toVoid(LEFT_CHARGE, true)],
    [LIVE_VOID, UNDER_WAY, UNDER_WAY],
    [LEFT_VOID, toVoid(LEFT_VOID, false), toVoid(LEFT_VOID, true)],
    [LIVE_REVERSAL, UNDER_WAY, UNDER_WAY],
    // The processor may have given it back already.
    [LEFT_REVERSAL, toVoid(LEFT_REVERSAL, true), toVoid(LEFT_REVERSAL, true)],
    [APPROVED, { kind: "already-charged" }, toVoid(APPROVED, true)],
    [DECLINED, { kind: "voided" }, { kind: "voided" }],
    [VOID, { kind: "voided" }, { kind: "voided" }],
    [TOMBSTONE, { kind: "voided" }, { kind: "voided" }],
    [REVERSED, { kind: "reversed" }, { kind: "reversed" }],
  ];
  for (const [seen, withoutReversal, withReversal] of decisions) {
    assert.deepEqual(decideVoid(seen, false), withoutReversal);
    assert.deepEqual(decideVoid(seen, true), withReversal);
  }
});
