import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { testPostgres } from "../../local/test-postgres.ts";
import { fuzz } from "./fuzz.ts";

const postgres = await testPostgres();

test("2,000 fuzzed requests end no service, get no INTERNAL, and leave no row out of place", async (t) => {
  const home = await mkdtemp(path.join(tmpdir(), "holdfast-fuzz-"));
  const [order, ledger, processor] = [
    await postgres.newDatabase(),
    await postgres.newDatabase(),
    await postgres.newDatabase(),
  ];
  const seed = 1 + Math.floor(Math.random() * 999_999_999);
  const report = await fuzz({ requests: 2_000, seed, urls: { order, ledger, processor }, home });
  t.diagnostic(`seed ${seed}, ${JSON.stringify(report.answers)}`);
  assert.deepEqual(report.complaints, [], `again: npm run fuzz -- --requests 2000 --seed ${seed}`);
  // It has come through to where orders are placed and paid, and has been refused in every way.
  for (const status of [
    "OK",
    "INVALID_ARGUMENT",
    "NOT_FOUND",
    "UNAUTHENTICATED",
    "RESOURCE_EXHAUSTED",
    "UNIMPLEMENTED",
  ])
    assert.ok((report.answers[status] ?? 0) > 0, `no ${status} among ${JSON.stringify(report.answers)}`);
  assert.ok(report.rows.orders > 20 && report.rows.charges > 20, JSON.stringify(report.rows));
  await rm(home, { recursive: true, force: true });
});
