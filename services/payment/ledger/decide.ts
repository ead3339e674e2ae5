/** What a call does about a key, given what the ledger knows of it: decided here, purely. */
import type { Charge } from "../processor/processor.ts";
import type { DeclineReason } from "../processor/test-methods.ts";
import type { Entry } from "./entry.ts";

/** What an entry is claimed for. The processor is asked after that, so that who dies in between leaves the claim behind. */
export type Work = { state: "charging" } | { state: "voiding"; reverse: boolean };

/** Somebody else works on the key, or has been faster. */
type UnderWayAnswer = { kind: "under-way" };

export type ChargeAnswer =
  | { kind: "approved"; paymentId: string }
  | { kind: "declined"; paymentId: string; reason: DeclineReason }
  | { kind: "other-parameters" }
  | { kind: "void" }
  | UnderWayAnswer;

export type VoidAnswer = { kind: "voided" } | { kind: "reversed" } | { kind: "already-charged" } | UnderWayAnswer;

/** The entry as it was seen, which must still be so when it is claimed. */
type ClaimDecision = { kind: "claim"; seen: Entry; work: Work };

export type ChargeDecision = ChargeAnswer | { kind: "open" } | ClaimDecision;

export type VoidDecision = VoidAnswer | { kind: "tombstone" } | ClaimDecision;

/** An unseen key is charged; a known one has its answer; what its owner left behind is finished first. */
export function decideCharge(entry: Entry | undefined, charge: Charge): ChargeDecision {
  if (entry === undefined) return { kind: "open" };
  if (entry.charge && !isSame(entry.charge, charge)) return { kind: "other-parameters" };
  const { paymentId } = entry;
  switch (entry.state) {
    case "charging":
      return entry.expired ? { kind: "claim", seen: entry, work: { state: "charging" } } : { kind: "under-way" };
    case "voiding":
      return entry.expired ? toVoid(entry, entry.reverse) : { kind: "under-way" };
    case "approved":
      return { kind: "approved", paymentId };
    case "declined":
      return { kind: "declined", paymentId, reason: entry.reason };
    case "void":
    case "reversed":
      return { kind: "void" };
  }
}

/**
 * An unseen key is made void here alone. One that its owner left behind goes to the processor, where the owner's charge
 * may have come, or may come yet. What was once to be reversed stays so: the processor may have done it.
 */
export function decideVoid(entry: Entry | undefined, reverse: boolean): VoidDecision {
  if (entry === undefined) return { kind: "tombstone" };
  switch (entry.state) {
    case "charging":
      return entry.expired ? toVoid(entry, reverse) : { kind: "under-way" };
    case "voiding":
      return entry.expired ? toVoid(entry, reverse || entry.reverse) : { kind: "under-way" };
    case "approved":
      return reverse ? toVoid(entry, true) : { kind: "already-charged" };
    case "declined":
    case "void":
      return { kind: "voided" };
    case "reversed":
      return { kind: "reversed" };
  }
}

function toVoid(seen: Entry, reverse: boolean): ClaimDecision {
  return { kind: "claim", seen, work: { state: "voiding", reverse } };
}

function isSame(one: Charge, other: Charge): boolean {
  return (
    one.method === other.method &&
    one.amount.currencyCode === other.amount.currencyCode &&
    one.amount.amountMinor === other.amount.amountMinor
  );
}
