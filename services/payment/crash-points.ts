/** Where torture makes Payment die: before and after each commit, and each request to the processor. */
import { between, type Reach } from "../shared/crash-points.ts";
import type { Database } from "../shared/postgres/database.ts";
import type { Claim } from "./ledger/entry.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Processor } from "./processor/processor.ts";

/**
 * `before-claim` is reached by calls alone, since the resolver looks for work all the time; `after-claim` only with a claim
 * in hand; the processor's own two by whatever it was asked for.
 */
export const CRASH_POINTS = [
  "before-claim",
  "after-claim",
  "before-charge",
  "after-charge",
  "before-void",
  "after-void",
  "before-processor-commit",
  "after-processor-commit",
  "before-settle",
  "after-settle",
  "before-tombstone",
  "after-tombstone",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** The ledger, with its points. */
export function ledgerReaching(ledger: Ledger, reach: Reach<CrashPoint>): Ledger {
  function inHand<Claimed extends Claim | undefined>(claim: Claimed): Claimed {
    if (claim) reach("after-claim");
    return claim;
  }
  return {
    ...ledger,
    async open(key, charge) {
      reach("before-claim");
      return inHand(await ledger.open(key, charge));
    },
    async claim(seen, work) {
      reach("before-claim");
      return inHand(await ledger.claim(seen, work));
    },
    claimExpired: async (limit) => (await ledger.claimExpired(limit)).map(inHand),
    settle: between(reach, "before-settle", ledger.settle, "after-settle"),
    tombstone: between(reach, "before-tombstone", ledger.tombstone, "after-tombstone"),
  };
}

/** The processor, with the points of the requests to it. */
export function processorReaching(processor: Processor, reach: Reach<CrashPoint>): Processor {
  return {
    charge: between(reach, "before-charge", processor.charge, "after-charge"),
    void: between(reach, "before-void", processor.void, "after-void"),
  };
}

/** The processor's database, with the points of its transactions. */
export function processorDatabaseReaching(database: Database, reach: Reach<CrashPoint>): Database {
  return {
    ...database,
    async transaction(work) {
      const result = await database.transaction(async (query) => {
        const result = await work(query);
        reach("before-processor-commit");
        return result;
      });
      reach("after-processor-commit");
      return result;
    },
  };
}
