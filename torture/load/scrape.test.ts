import assert from "node:assert/strict";
import { test } from "node:test";
import { Counter, Registry } from "prom-client";
import { seriesOf } from "./scrape.ts";

test("Series are read as prom-client writes them, with labels or without.", async () => {
  const registry = new Registry();
  const moves = new Counter({ name: "moves_total", help: "Moves.", labelNames: ["from", "to"], registers: [registry] });
  moves.inc({ from: "closed", to: "open" }, 2);
  moves.inc({ from: "half-open", to: "closed" });
  new Counter({ name: "moves", help: "Others.", registers: [registry] }).inc(7);
  const page = await registry.metrics();
  assert.deepEqual(seriesOf(page, "moves_total"), [
    { labels: { from: "closed", to: "open" }, value: 2 },
    { labels: { from: "half-open", to: "closed" }, value: 1 },
  ]);
  assert.deepEqual(seriesOf(page, "moves"), [{ labels: {}, value: 7 }]);
  assert.deepEqual(seriesOf(page, "nothing"), []);
});
