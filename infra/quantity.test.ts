import assert from "node:assert/strict";
import test from "node:test";
import { amountOf } from "./quantity.ts";

test("an amount is read as Kubernetes reads it", () => {
  assert.equal(amountOf("250m"), 0.25);
  assert.equal(amountOf("1.5"), 1.5);
  assert.equal(amountOf("512Mi"), 512 * 1024 * 1024);
  assert.equal(amountOf("1G"), 1e9);
});

test("anything else is no amount", () => {
  for (const text of ["", "Mi", "-1", "1 Gi", "1gb", "1e3", "0x10"]) assert.ok(Number.isNaN(amountOf(text)), text);
});
