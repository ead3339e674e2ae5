import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import { linkFile } from "./link-file.ts";

test("a linked file takes the place of what was there, with its mode, and again changes nothing", () => {
  const folder = testFolder();
  const from = path.join(folder, "from");
  const to = path.join(folder, "in", "to");
  writeFileSync(from, "new", { mode: 0o755 });
  linkFile(from, to);
  writeFileSync(from, "changed at both");
  linkFile(from, to);
  assert.equal(readFileSync(to, "utf8"), "changed at both");
  assert.equal(statSync(to).ino, statSync(from).ino);
  assert.equal(statSync(to).mode & 0o777, 0o755);
  assert.deepEqual(readdirSync(path.dirname(to)), ["to"], "nothing half is left");
});

test("what stood there before keeps its content for those who have it open", () => {
  const folder = testFolder();
  const [old, other, from, to] = ["old", "other", "from", "to"].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  writeFileSync(old, "old");
  writeFileSync(from, "new");
  linkFile(old, to);
  linkFile(old, other);
  linkFile(from, to);
  assert.deepEqual([readFileSync(other, "utf8"), readFileSync(to, "utf8")], ["old", "new"]);
});
