/**
 * The simulated processor: who really moves the money. A party of its own, with a database of its own: between it and
 * the ledger anything may be lost, and all that helps is to ask again with the same key.
 */
import type { Money } from "../../shared/money.ts";
import type { Database, Query } from "../../shared/postgres/database.ts";
import { type DeclineReason, decide } from "./test-methods.ts";

/** How a key stands at the processor. Void: nothing was charged under it, and nothing will be. */
export type Standing =
  | { state: "approved" }
  | { state: "declined"; reason: DeclineReason }
  | { state: "void" }
  | { state: "reversed" };

/** `method` is a reference, such as pm_card_visa. */
export type Charge = { amount: Money; method: string };

export type Processor = {
  /** Charges once for a key; after that it tells how the key stands. Another charge under a key in use is refused. */
  charge(key: string, charge: Charge): Promise<Standing | { state: "other-parameters" }>;
  /** Makes an unseen key void, so that a charge that comes later is refused; gives a charge back if `reverse` asks for it. */
  void(key: string, options: { reverse: boolean }): Promise<Standing>;
};

export type ProcessorOptions = {
  database: Database;
  /** What a slow method waits with. */
  wait: (ms: number) => Promise<void>;
};

export function openProcessor({ database, wait }: ProcessorOptions): Processor {
  return {
    async charge(key, charge) {
      const { decision, afterMs } = decide(charge.method);
      if (afterMs > 0) {
        // What is decided takes no time any more: a charge that outlasts the ledger's lease is settled by its second try.
        const [known] = await database.query<Row>("SELECT * FROM charges WHERE key = $1", [key]);
        if (known) return standingFor(charge, known);
        await wait(afterMs);
      }
      return database.transaction(async (query) => {
        const isNew = await insert(query, key, decision, charge);
        if (!isNew) return standingFor(charge, await locked(query, key));
        if (decision.state === "approved") await move(query, key, "charge");
        return decision;
      });
    },

    void: (key, { reverse }) =>
      database.transaction(async (query) => {
        await insert(query, key, { state: "void" });
        const row = await locked(query, key);
        if (row.state === "approved" && reverse) {
          await query("UPDATE charges SET state = 'reversed' WHERE key = $1", [key]);
          await move(query, key, "reversal");
          row.state = "reversed";
        }
        return standingOf(row);
      }),
  };
}

type Row = {
  state: Standing["state"];
  decline_reason: DeclineReason;
  currency_code: string | null;
  amount_minor: string | null;
  method: string | null;
};

/** False if the key is in use. Waits for whoever uses it at this moment. */
async function insert(query: Query, key: string, standing: Standing, charge?: Charge): Promise<boolean> {
  const rows = await query(
    `INSERT INTO charges (key, state, decline_reason, currency_code, amount_minor, method)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key) DO NOTHING RETURNING key`,
    [
      key,
      standing.state,
      standing.state === "declined" ? standing.reason : null,
      charge?.amount.currencyCode,
      charge?.amount.amountMinor,
      charge?.method,
    ],
  );
  return rows.length > 0;
}

async function locked(query: Query, key: string): Promise<Row> {
  const [row] = await query<Row>("SELECT * FROM charges WHERE key = $1 FOR UPDATE", [key]);
  if (!row) throw new Error(`the processor has lost the key ${key}: rows of \`charges\` must never be deleted`);
  return row;
}

async function move(query: Query, key: string, kind: "charge" | "reversal"): Promise<void> {
  await query(
    `INSERT INTO movements (key, kind, currency_code, amount_minor)
     SELECT key, $2, currency_code, amount_minor FROM charges WHERE key = $1`,
    [key, kind],
  );
}

function standingOf({ state, decline_reason: reason }: Row): Standing {
  return state === "declined" ? { state, reason } : { state };
}

function standingFor({ amount, method }: Charge, row: Row): Standing | { state: "other-parameters" } {
  const isSame =
    row.method === method &&
    row.currency_code === amount.currencyCode &&
    Number(row.amount_minor) === amount.amountMinor;
  return isSame || row.state === "void" ? standingOf(row) : { state: "other-parameters" };
}
