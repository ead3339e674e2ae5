/**
 * The ledger's table. Every change is one statement that names the version which the change was decided on: whoever comes
 * second changes nothing, and is told so. Leases are on the database's clock.
 */
import type { Database } from "../../shared/postgres/database.ts";
import type { Charge, Standing } from "../processor/processor.ts";
import type { Work } from "./decide.ts";
import type { Claim, Entry } from "./entry.ts";

export type Ledger = {
  read(key: string): Promise<Entry | undefined>;
  /** Undefined if the key is no longer unseen. */
  open(key: string, charge: Charge): Promise<Claim | undefined>;
  /** Undefined if the entry is no longer as it was seen. */
  claim(seen: Entry, work: Work): Promise<Claim | undefined>;
  /** Claims up to `limit` entries whose owners' leases are over, the oldest first, to go on with what they were at. */
  claimExpired(limit: number): Promise<Claim[]>;
  /** Undefined if the claim was taken over by now: then what the ledger says goes, not this. */
  settle(claim: Claim, standing: Standing): Promise<Entry | undefined>;
  /** Makes an unseen key void; false if it is no longer unseen. */
  tombstone(key: string): Promise<boolean>;
};

const ENTRY = `key, payment_id AS "paymentId", version, state, decline_reason AS reason, reverse,
  coalesce(lease_until <= now(), false) AS expired,
  CASE WHEN method IS NOT NULL THEN json_build_object('method', method,
    'amount', json_build_object('currencyCode', currency_code, 'amountMinor', amount_minor)) END AS charge`;

/** `leaseMs` is how long the owner of a claim is waited for. */
export function openLedger({ database, leaseMs }: { database: Database; leaseMs: number }): Ledger {
  const { query } = database;
  const leaseFromNow = `now() + ${leaseMs} * interval '1 ms'`;
  return {
    async read(key) {
      const [entry] = await query<Entry>(`SELECT ${ENTRY} FROM payments WHERE key = $1`, [key]);
      return entry;
    },

    async open(key, { amount, method }) {
      const [claim] = await query<Claim>(
        `INSERT INTO payments (key, state, currency_code, amount_minor, method, lease_until)
         VALUES ($1, 'charging', $2, $3, $4, ${leaseFromNow}) ON CONFLICT (key) DO NOTHING RETURNING ${ENTRY}`,
        [key, amount.currencyCode, amount.amountMinor, method],
      );
      return claim;
    },

    async claim({ key, version }, work) {
      const [claim] = await query<Claim>(
        `UPDATE payments SET state = $3, reverse = $4, lease_until = ${leaseFromNow},
           version = version + 1, updated_at = now()
         WHERE key = $1 AND version = $2 RETURNING ${ENTRY}`,
        [key, version, work.state, work.state === "voiding" ? work.reverse : null],
      );
      return claim;
    },

    claimExpired: (limit) =>
      query<Claim>(
        // Materialized: an inner query that locks rows must run once.
        `WITH expired AS MATERIALIZED (
           SELECT key FROM payments WHERE lease_until <= now() ORDER BY lease_until LIMIT $1 FOR UPDATE SKIP LOCKED)
         UPDATE payments SET lease_until = ${leaseFromNow}, version = version + 1, updated_at = now()
         WHERE key IN (SELECT key FROM expired) RETURNING ${ENTRY}`,
        [limit],
      ),

    async settle({ key, version }, standing) {
      const [entry] = await query<Entry>(
        `UPDATE payments SET state = $3, decline_reason = $4, reverse = NULL, lease_until = NULL,
           version = version + 1, updated_at = now()
         WHERE key = $1 AND version = $2 RETURNING ${ENTRY}`,
        [key, version, standing.state, standing.state === "declined" ? standing.reason : null],
      );
      return entry;
    },

    async tombstone(key) {
      const rows = await query(
        "INSERT INTO payments (key, state) VALUES ($1, 'void') ON CONFLICT (key) DO NOTHING RETURNING key",
        [key],
      );
      return rows.length > 0;
    },
  };
}
