/** For tests: Payment's two databases, replicas on them, and what has to hold between ledger and processor. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { createLog } from "../shared/log.ts";
import { type DatabaseUrls, openDatabases } from "./databases.ts";
import { openLedger } from "./ledger/ledger.ts";
import { openPayments } from "./payments.ts";
import { openProcessor, type Processor } from "./processor/processor.ts";

export const QUIET = createLog({ service: "payment", replica: "test" });
QUIET.level = "silent";

export type Movement = { key: string; kind: "charge" | "reversal"; amount: string };

export async function testParties(t: TestContext, urls: DatabaseUrls) {
  const stopping = new AbortController().signal;
  const databases = await openDatabases({ urls, connections: 20, log: QUIET, stopping });
  t.after(() => databases.close());
  const { ledger, processor } = databases;

  const movements = (key?: string) =>
    processor.query<Movement>(
      `SELECT key, kind, amount_minor || ' ' || currency_code AS amount FROM movements
       WHERE $1::text IS NULL OR key = $1 ORDER BY id`,
      [key],
    );
  return {
    ...databases,
    movements,
    /** The kinds of what moved under a key, in order: "charge,reversal". */
    moved: async (key: string) => (await movements(key)).map(({ kind }) => kind).join(),
    stateOf: async (key: string) =>
      (await ledger.query<{ state: string }>("SELECT state FROM payments WHERE key = $1", [key]))[0]?.state,
    /** As if every owner had been waited for long enough. */
    async expireLeases() {
      await ledger.query("UPDATE payments SET lease_until = now() WHERE lease_until IS NOT NULL");
    },
    /** A replica without a server; `through` may stand between it and the processor. */
    replica({ leaseMs = 60_000, through = (real: Processor) => real } = {}) {
      const settled: string[] = [];
      const takenOver: string[] = [];
      const real = openProcessor({ database: processor, wait: async () => {} });
      const payments = openPayments({
        ledger: openLedger({ database: ledger, leaseMs }),
        processor: through(real),
        onSettled: (state) => settled.push(state),
        onTakeOver: (by) => takenOver.push(by),
      });
      return { ...payments, settled, takenOver };
    },
    /** What has to hold once all has come to rest: nothing is under way, and the ledger says what the processor did. */
    async assertAgreed() {
      const entries = await ledger.query<{ key: string; state: string; amount: string }>(
        `SELECT key, state, amount_minor || ' ' || currency_code AS amount FROM payments`,
      );
      const all = await movements();
      const owed = entries.flatMap(({ key, state, amount }) => {
        assert.ok(!["charging", "voiding"].includes(state), `${key} is still ${state}`);
        const charge = { key, kind: "charge", amount };
        if (state === "approved") return [charge];
        return state === "reversed" ? [charge, { ...charge, kind: "reversal" }] : [];
      });
      const sorted = (list: object[]) => list.map((item) => JSON.stringify(item)).sort();
      assert.deepEqual(sorted(all), sorted(owed));
    },
  };
}
