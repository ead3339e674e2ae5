/**
 * The decisions at work: owners that charge, void, die, sleep past their lease and wake up, on one key, in any order. The
 * ledger and the processor are modelled here in a few lines each; payments.test.ts has the real ones.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Charge, Standing } from "../processor/processor.ts";
import { type ChargeAnswer, decideCharge, decideVoid, type VoidAnswer, type Work } from "./decide.ts";
import type { Entry } from "./entry.ts";

const CHARGE: Charge = { amount: { currencyCode: "EUR", amountMinor: 2_900 }, method: "pm_card_visa" };

type Ask = { kind: "charge" } | { kind: "void"; reverse: boolean };
/** A call that has claimed the key, and what the processor has told it so far. */
type Owner = { ask: Ask; work: Work; version: number; standing?: Standing };
type Answer = { ask: Ask; answer: ChargeAnswer | VoidAnswer };

/** One key at the processor: what is charged under it, and each movement of money. */
function modelProcessor(approves: boolean) {
  let standing: Standing | undefined;
  const movements: ("charge" | "reversal")[] = [];
  return {
    movements,
    do(work: Work): Standing {
      if (work.state === "charging") {
        if (!standing && approves) movements.push("charge");
        standing ??= approves ? { state: "approved" } : { state: "declined", reason: "card-declined" };
      } else {
        standing ??= { state: "void" };
        if (standing.state === "approved" && work.reverse) {
          movements.push("reversal");
          standing = { state: "reversed" };
        }
      }
      return standing;
    },
  };
}

/** One key in the ledger, where a change must name the version that it was decided on. */
function modelLedger() {
  let entry: Entry | undefined;
  const head = (version: number) => ({ key: "key", paymentId: "id", version });
  const begun = (work: Work) => ({ ...work, charge: CHARGE, expired: false });
  return {
    read: () => entry,
    open() {
      entry = { ...head(1), ...begun({ state: "charging" }) };
    },
    tombstone() {
      entry = { ...head(1), state: "void", charge: null };
    },
    claim(work: Work) {
      entry = { ...head((entry?.version ?? 0) + 1), ...begun(work) };
    },
    settle(version: number, standing: Standing) {
      if (entry?.version === version) entry = { ...head(version + 1), ...standing, charge: CHARGE };
    },
    expire() {
      if (entry && "expired" in entry) entry = { ...entry, expired: true };
    },
  };
}

type Step =
  | { do: "ask"; ask: Ask }
  | { do: "send" | "settle" | "die"; owner: number }
  | { do: "expire" }
  | { do: "take-over" };

const ask = fc.oneof(
  fc.constant<Ask>({ kind: "charge" }),
  fc.boolean().map((reverse): Ask => ({ kind: "void", reverse })),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  ask.map((ask): Step => ({ do: "ask", ask })),
  fc.record({ do: fc.constantFrom("send" as const, "settle" as const, "die" as const), owner: fc.nat(1) }),
  fc.constant<Step>({ do: "expire" }),
  fc.constant<Step>({ do: "take-over" }),
);

function play(steps: Step[], approves: boolean) {
  const [ledger, processor] = [modelLedger(), modelProcessor(approves)];
  const owners: Owner[] = [];
  const answers: Answer[] = [];
  const decide = (ask: Ask) =>
    ask.kind === "charge" ? decideCharge(ledger.read(), CHARGE) : decideVoid(ledger.read(), ask.reverse);
  const own = (ask: Ask, work: Work) => owners.push({ ask, work, version: ledger.read()?.version ?? 0 });

  function begin(ask: Ask) {
    const decision = decide(ask);
    switch (decision.kind) {
      case "open":
        ledger.open();
        own(ask, { state: "charging" });
        break;
      case "tombstone":
        ledger.tombstone();
        answers.push({ ask, answer: { kind: "voided" } });
        break;
      case "claim":
        ledger.claim(decision.work);
        own(ask, decision.work);
        break;
      default:
        answers.push({ ask, answer: decision });
    }
  }

  function settle(owner: Owner) {
    if (!owner.standing) return;
    ledger.settle(owner.version, owner.standing);
    owners.splice(owners.indexOf(owner), 1);
    const decision = decide(owner.ask);
    if (decision.kind !== "claim" && decision.kind !== "open" && decision.kind !== "tombstone")
      answers.push({ ask: owner.ask, answer: decision });
  }

  for (const step of steps) {
    const owner = "owner" in step ? owners[step.owner] : undefined;
    if (step.do === "ask") begin(step.ask);
    else if (step.do === "expire") ledger.expire();
    else if (step.do === "take-over") {
      const entry = ledger.read();
      if (entry && "expired" in entry && entry.expired) begin({ kind: "charge" });
    } else if (owner && step.do === "send") owner.standing = processor.do(owner.work);
    else if (owner && step.do === "settle") settle(owner);
    else if (owner) owners.splice(owners.indexOf(owner), 1);
  }
  // Everybody who is still there wakes up and ends; what is left behind is gone on with; and all is asked once more.
  for (const owner of [...owners]) {
    owner.standing = processor.do(owner.work);
    settle(owner);
  }
  ledger.expire();
  const entry = ledger.read();
  if (entry && "expired" in entry) {
    begin({ kind: "charge" });
    for (const owner of [...owners]) {
      owner.standing = processor.do(owner.work);
      settle(owner);
    }
  }
  const end = ledger.read()?.state;
  if (end) for (const ask of [{ kind: "charge" }, { kind: "void", reverse: false }] satisfies Ask[]) begin(ask);
  return { movements: processor.movements, answers, end };
}

test("whatever dies, sleeps or is asked for again: money moves once each way, and ledger and answers agree with it", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.boolean(), (steps, approves) => {
      const { movements, answers, end } = play(steps, approves);
      const moved = movements.join();
      assert.ok(["", "charge", "charge,reversal"].includes(moved), moved);
      const endOf: Record<string, unknown[]> = {
        "": [undefined, "void", "declined"],
        charge: ["approved"],
        "charge,reversal": ["reversed"],
      };
      assert.ok(endOf[moved]?.includes(end), `${moved || "nothing"} moved, and the ledger says ${end}`);

      const kinds = new Set(answers.map(({ answer }) => answer.kind));
      if (kinds.has("voided")) assert.equal(moved, "");
      if (kinds.has("reversed")) assert.equal(moved, "charge,reversal");
      if (kinds.has("already-charged") || kinds.has("approved")) assert.match(moved, /^charge/);
      if (kinds.has("declined")) assert.equal(end, "declined");
      // Only who asks for it has money given back.
      if (moved === "charge,reversal")
        assert.ok(steps.some((step) => step.do === "ask" && step.ask.kind === "void" && step.ask.reverse));
      // After the key was said to be void, or its charge given back, no charge is approved.
      const dead = answers.findIndex(({ answer }) => ["voided", "reversed", "void"].includes(answer.kind));
      if (dead >= 0) assert.ok(!answers.slice(dead).some(({ answer }) => answer.kind === "approved"));
    }),
    { numRuns: 20_000 },
  );
});
