import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalQuantity } from "./quantity.ts";

const CASES: [given: string, canonical: string][] = [
  ["0.5", "500m"],
  ["1000m", "1"],
  ["0.01", "10m"],
  ["1", "1"],
  ["1000", "1k"],
  ["1500", "1500"],
  ["1.5k", "1500"],
  ["1024Mi", "1Gi"],
  ["1.5Gi", "1536Mi"],
  ["128Mi", "128Mi"],
  ["512Ki", "512Ki"],
  ["0.5Ki", "512"],
  ["2000000k", "2G"],
  ["0", "0"],
  ["-1000m", "-1"],
];

for (const [given, canonical] of CASES)
  test(`${given} is written back as ${canonical}`, () => {
    assert.equal(canonicalQuantity(given), canonical);
  });

test("what is no quantity, or has an exponent, stays as it is", () => {
  for (const text of ["", "abc", "1e3", "10 Mi", "1KB"]) assert.equal(canonicalQuantity(text), text);
});
