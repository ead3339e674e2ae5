import assert from "node:assert/strict";
import { test } from "node:test";
import { embeddedText } from "./embedded-file.ts";

const file = { file: "schema.json", module: "example.com/m", path: "schema.json" };

test("an embedded file is compact, and keeps its content and order", () => {
  assert.equal(embeddedText(file, '{\n  "b": ["<&>", "\\u00e9"],\n  "a": {}\n}\n'), '{"b":["<&>","é"],"a":{}}');
});

test("a version goes into it, in the place of one that is there", () => {
  const versioned = { ...file, version: "4.25.0" };
  assert.equal(embeddedText(versioned, '{"name":"it"}'), '{"name":"it","version":"4.25.0"}');
  assert.equal(embeddedText(versioned, '{"version":"0","name":"it"}'), '{"version":"4.25.0","name":"it"}');
});
