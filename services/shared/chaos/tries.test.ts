import assert from "node:assert/strict";
import { test } from "node:test";
import { Metadata } from "@grpc/grpc-js";
import { countStrikes, countTries, TRY_METADATA } from "./tries.ts";

function saying(said: string): Metadata {
  const metadata = new Metadata();
  metadata.set(TRY_METADATA, said);
  return metadata;
}
const SILENT = new Metadata();

test("what the caller says is the try, and is not counted", () => {
  const tryOf = countTries("payment-1");
  assert.equal(tryOf("a", saying("7")), "7");
  assert.equal(tryOf("a", SILENT), "payment-1#0");
  assert.equal(tryOf("a", saying("x".repeat(1_000))), "x".repeat(64));
});

test("what is not said is counted, for each key and on each replica for itself", () => {
  const [here, there] = [countTries("payment-1"), countTries("payment-2")];
  assert.deepEqual(
    [here("a", SILENT), here("b", SILENT), here("a", SILENT), there("a", SILENT)],
    ["payment-1#0", "payment-1#0", "payment-1#1", "payment-2#0"],
  );
});

test("only so many keys are remembered, and the one not seen for longest goes first", () => {
  const tryOf = countTries("p", 2);
  for (const key of ["a", "b", "a", "c"]) tryOf(key, SILENT);
  assert.deepEqual([tryOf("a", SILENT), tryOf("b", SILENT)], ["p#2", "p#0"]);
});

test("what is called again only after a strike is told apart by its strikes", () => {
  const calls = countStrikes("p");
  assert.deepEqual([calls.tryOf("a"), calls.tryOf("a")], ["p#0", "p#0"]);
  calls.struck("a");
  assert.deepEqual([calls.tryOf("a"), calls.tryOf("b")], ["p#1", "p#0"]);
});

test("of struck keys too only so many are remembered", () => {
  const calls = countStrikes("p", 2);
  for (const key of ["a", "b", "a", "c"]) calls.struck(key);
  assert.deepEqual([calls.tryOf("a"), calls.tryOf("b"), calls.tryOf("c")], ["p#2", "p#0", "p#1"]);
});
