import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { BUGS, copyWithBug } from "./bugs.ts";

const root = path.join(import.meta.dirname, "..");

test("Each bug still fits the sources, and changes nothing but what it says.", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "holdfast-bug-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const bug of BUGS) {
    copyWithBug(root, bug, folder);
    for (const { file, from, to } of bug.edits) {
      const changed = readFileSync(path.join(folder, file), "utf8");
      assert.equal(changed.replace(to, from), readFileSync(path.join(root, file), "utf8"), bug.name);
    }
  }
});

test("A bug whose words are gone is an error that names it.", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "holdfast-bug-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const bug = { name: "gone", story: "", edits: [{ file: "package.json", from: "never there", to: "" }] };
  assert.throws(() => copyWithBug(root, bug, folder), /the bug gone does not fit: package\.json has 0 times/);
});
