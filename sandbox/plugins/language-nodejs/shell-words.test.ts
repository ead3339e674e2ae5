import assert from "node:assert/strict";
import { test } from "node:test";
import { shellWords } from "./shell-words.ts";

test("node's arguments are split as a shell splits them", () => {
  assert.deepEqual(shellWords("--import tsx  --max-old-space-size=512"), [
    "--import",
    "tsx",
    "--max-old-space-size=512",
  ]);
  assert.deepEqual(shellWords(`--title="two words" 'a "b"' c\\ d ''`), ["--title=two words", 'a "b"', "c d", ""]);
  assert.deepEqual(shellWords("  "), []);
});

test("a quote that is not closed is an error that shows the line", () => {
  assert.throws(() => shellWords(`--title='oh`), /nodeargs in Pulumi.yaml.*--title='oh/);
});
