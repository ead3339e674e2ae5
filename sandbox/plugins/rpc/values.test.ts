import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromStruct, type Properties, toStruct } from "./values.ts";

test("values survive the way through a protobuf Struct", () => {
  // The map of google-protobuf, on which Pulumi's own SDK stands too, drops a key named __proto__: no program can send one.
  const carried = (text: string) => JSON.parse(text.replaceAll("__proto__", "proto"));
  const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })).map((value) => carried(JSON.stringify(value)));
  fc.assert(
    fc.property(json, (value) => {
      assert.deepEqual(JSON.parse(JSON.stringify(fromStruct(toStruct(value as Properties)))), value);
    }),
    { numRuns: 50 },
  );
});
