/**
 * Payments from end to end: the ledger is read, what to do is decided, the key is claimed, the processor is asked, and what
 * it said is written down. Whoever dies on the way leaves a claim, which another goes on with once the lease is over.
 */
import { type ChargeAnswer, decideCharge, decideVoid, type VoidAnswer, type Work } from "./ledger/decide.ts";
import type { Claim, Entry } from "./ledger/entry.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Charge, Processor, Standing } from "./processor/processor.ts";

/** None of them takes a caller's signal: a charge that has begun goes on, whether or not its caller waits. */
export type Payments = {
  charge(key: string, charge: Charge): Promise<ChargeAnswer>;
  /** `reverse` gives a charge back that was made. */
  void(key: string, reverse: boolean): Promise<VoidAnswer>;
  find(key: string): Promise<Entry | undefined>;
  /** Takes over up to `limit` entries that their owners left behind, and goes on with them. */
  takeOver(limit: number): Promise<PromiseSettledResult<Entry>[]>;
};

export type PaymentsOptions = {
  ledger: Ledger;
  processor: Processor;
  /** Told once for each change of an entry to one of these. */
  onSettled: (state: Standing["state"]) => void;
  /** Told of each entry that is taken over from an owner whose lease is over. */
  onTakeOver: (by: "call" | "resolver") => void;
};

export function openPayments({ ledger, processor, onSettled, onTakeOver }: PaymentsOptions): Payments {
  /** Does the work that was claimed, and gives the entry as it is then: somebody else's, if the lease did not suffice. */
  async function finish(claim: Claim): Promise<Entry> {
    const standing = await ask(claim);
    const settled = await ledger.settle(claim, standing);
    if (settled) onSettled(standing.state);
    const entry = settled ?? (await ledger.read(claim.key));
    if (!entry) throw new Error(`the ledger has lost the key ${claim.key}: rows of \`payments\` must never be deleted`);
    return entry;
  }

  async function ask(claim: Claim): Promise<Standing> {
    if (claim.state === "voiding") return processor.void(claim.key, claim);
    const standing = await processor.charge(claim.key, claim.charge);
    if (standing.state === "other-parameters")
      throw new Error(
        `the processor has another charge under the key ${claim.key}: do both databases belong together?`,
      );
    return standing;
  }

  async function takeUp({ seen, work }: { seen: Entry; work: Work }): Promise<Claim | undefined> {
    const claim = await ledger.claim(seen, work);
    if (claim && seen.state !== "approved") onTakeOver("call");
    return claim;
  }

  return {
    async charge(key, charge) {
      const decision = decideCharge(await ledger.read(key), charge);
      if (decision.kind !== "open" && decision.kind !== "claim") return decision;
      const claim = decision.kind === "open" ? await ledger.open(key, charge) : await takeUp(decision);
      if (!claim) return { kind: "under-way" };
      const answer = decideCharge(await finish(claim), charge);
      return answer.kind === "open" || answer.kind === "claim" ? { kind: "under-way" } : answer;
    },

    async void(key, reverse) {
      const decision = decideVoid(await ledger.read(key), reverse);
      if (decision.kind === "tombstone") {
        const isFirst = await ledger.tombstone(key);
        if (isFirst) onSettled("void");
        return { kind: isFirst ? "voided" : "under-way" };
      }
      if (decision.kind !== "claim") return decision;
      const claim = await takeUp(decision);
      if (!claim) return { kind: "under-way" };
      const answer = decideVoid(await finish(claim), reverse);
      return answer.kind === "tombstone" || answer.kind === "claim" ? { kind: "under-way" } : answer;
    },

    find: (key) => ledger.read(key),

    async takeOver(limit) {
      const claims = await ledger.claimExpired(limit);
      for (const _ of claims) onTakeOver("resolver");
      return Promise.allSettled(claims.map(finish));
    },
  };
}
