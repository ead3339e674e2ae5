/** What the ledger knows of a key. */
import type { Charge, Standing } from "../processor/processor.ts";

/** Work at the processor that is under way; `expired` says that its owner's lease is over, by the database's clock. */
export type UnderWay =
  | { state: "charging"; charge: Charge; expired: boolean }
  | { state: "voiding"; charge: Charge; reverse: boolean; expired: boolean };

/** As the processor said. Void without a charge: it was void before one came. */
export type Settled =
  | { state: "void"; charge: Charge | null }
  | (Exclude<Standing, { state: "void" }> & { charge: Charge });

/** `version` counts the changes of the entry: who changes it names the version that it has seen. */
type Head = { key: string; paymentId: string; version: number };

export type Entry = Head & (UnderWay | Settled);

/** An entry that whoever holds it has claimed: the work is its own until the lease is over. */
export type Claim = Head & UnderWay;
