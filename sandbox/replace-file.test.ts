import assert from "node:assert/strict";
import { openSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import { replaceFile } from "./replace-file.ts";

test("a file is replaced as a whole: who has opened it reads the old one to its end", () => {
  const file = path.join(testFolder(), "it.json");
  replaceFile(file, "the old one");
  const reader = openSync(file, "r");
  replaceFile(file, "new");
  assert.equal(readFileSync(reader, "utf8"), "the old one");
  assert.equal(readFileSync(file, "utf8"), "new");
});

test("what another writer has begun is none of ours, and our draft is gone afterwards", () => {
  const folder = testFolder();
  const file = path.join(folder, "it.json");
  const theirs = `${file}.1.half`;
  writeFileSync(theirs, "not whole");
  replaceFile(file, "whole");
  assert.equal(readFileSync(file, "utf8"), "whole");
  assert.equal(readFileSync(theirs, "utf8"), "not whole");
  assert.deepEqual(readdirSync(folder).sort(), ["it.json", "it.json.1.half"]);
});

test("the new file has the mode that is asked for, whatever the old one had", () => {
  const file = path.join(testFolder(), "it.sh");
  writeFileSync(file, "", { mode: 0o600 });
  replaceFile(file, "#!/bin/sh\n", { mode: 0o755 });
  assert.equal(statSync(file).mode & 0o777, 0o755);
});
