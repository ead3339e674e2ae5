/** The checker must find each bug: a suite of its own, since it takes minutes. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { BUGS, copyWithBug } from "./bugs.ts";
import { run } from "./run.ts";

const root = path.join(import.meta.dirname, "..");
/** Most are found in one or two rounds; "no-lease-token" takes the right fault at the right moment. */
const PATIENCE_ROUNDS = 60;

for (const bug of BUGS)
  test(`It is found that ${bug.story} (${bug.name}).`, async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), `holdfast-${bug.name}-`));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const sources = path.join(folder, "sources");
    copyWithBug(root, bug, sources);
    const found: string[] = [];
    const { rounds } = await run({
      root: sources,
      seed: bug.name,
      first: 0,
      rounds: PATIENCE_ROUNDS,
      folder,
      onRound: ({ violations }) => found.push(...violations),
      enough: () => found.length > 0,
    });
    assert.ok(found.length > 0, `nothing was found in ${rounds} rounds`);
    t.diagnostic(`found in round ${rounds}: ${found[0]}`);
  });
