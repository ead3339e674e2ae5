/** Twenty rounds of a seed that nobody has chosen: what CI runs. `npm run torture` runs as many as are asked for. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { ENOUGH_ROUNDS } from "./options.ts";
import { verdict } from "./report.ts";
import { run } from "./run.ts";

test(`${ENOUGH_ROUNDS} rounds of a fresh seed violate nothing, and try everything.`, async (t) => {
  const seed = randomBytes(4).toString("hex");
  const folder = mkdtempSync(path.join(tmpdir(), `holdfast-torture-${seed}-`));
  t.diagnostic(`seed ${seed}: npm run torture -- --rounds ${ENOUGH_ROUNDS} --seed ${seed}`);
  const found: string[] = [];
  const result = await run({
    root: path.join(import.meta.dirname, ".."),
    seed,
    first: 0,
    rounds: ENOUGH_ROUNDS,
    folder,
    onRound: ({ round, violations }) => found.push(...violations.map((text) => `round ${round}: ${text}`)),
  });
  assert.deepEqual(found, [], `the histories are in ${folder}`);
  const { good, text } = verdict(result);
  assert.ok(good, text);
  // What a failure left is evidence.
  rmSync(folder, { recursive: true, force: true });
});
