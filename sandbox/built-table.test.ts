import assert from "node:assert/strict";
import { test } from "node:test";
import { builtTable } from "./built-table.ts";

test("what was built stands in a table with its times, in the order in which it was done", () => {
  const built = [
    { title: "the base image", ms: 20_400 },
    { title: "Kubernetes, from its Go modules", ms: 375_000 },
  ];
  assert.deepEqual(builtTable(built, "/cache"), [
    "",
    "Built, and kept for every clone in /cache:",
    "  the base image                   20 s",
    "  Kubernetes, from its Go modules  6 min 15 s",
  ]);
});

test("where nothing was built there is no table", () => assert.deepEqual(builtTable([], "/cache"), []));
