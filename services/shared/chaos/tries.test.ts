import assert from "node:assert/strict";
import { test } from "node:test";
import { Metadata } from "@grpc/grpc-js";
import { countTries, TRY_METADATA } from "./tries.ts";

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
