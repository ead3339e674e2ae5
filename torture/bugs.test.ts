import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import { BUGS, copyWithBug } from "./bugs.ts";

const root = path.join(import.meta.dirname, "..");

test("Each bug still fits the sources, and changes nothing but what it says.", () => {
  const folder = testFolder();
  for (const bug of BUGS) {
    copyWithBug(root, bug, folder);
    for (const { file, from, to } of bug.edits) {
      const changed = readFileSync(path.join(folder, file), "utf8");
      assert.equal(changed.replace(to, from), readFileSync(path.join(root, file), "utf8"), bug.name);
    }
  }
});

test("A bug whose words are gone is an error that names it.", () => {
  const folder = testFolder();
  const bug = { name: "gone", story: "", edits: [{ file: "package.json", from: "never there", to: "" }] };
  assert.throws(() => copyWithBug(root, bug, folder), /the bug gone does not fit: package\.json has 0 times/);
});
