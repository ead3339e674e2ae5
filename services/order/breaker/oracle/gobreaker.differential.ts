import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, type Tally } from "./differential.ts";
import { withGobreaker } from "./gobreaker.ts";

const TRACES = 1_200;
const STEPS = 1_000;
const BATCH = 100;
const FIRST_SEED = Number(process.env.SEED ?? 1);

test("a million random steps over a thousand settings give the answers of gobreaker v2.4.0", (t) => {
  const seen: Tally["seen"] = {};
  let steps = 0;
  withGobreaker((gobreaker) => {
    for (let first = FIRST_SEED; first < FIRST_SEED + TRACES; first += BATCH) {
      const tally = compare(
        Array.from({ length: BATCH }, (_, index) => first + index),
        STEPS,
        gobreaker,
      );
      steps += tally.steps;
      for (const [kind, count] of Object.entries(tally.seen)) seen[kind] = (seen[kind] ?? 0) + count;
    }
  });
  t.diagnostic(`${steps} steps over ${TRACES} settings from seed ${FIRST_SEED}: ${JSON.stringify(seen)}`);
  assert.ok(steps >= 1_000_000);
  for (const kind of [
    "rejected open",
    "rejected half-open",
    "admitted half-open",
    "excluded half-open",
    "failure open",
  ])
    assert.ok((seen[kind] ?? 0) >= 1_000, `only ${seen[kind] ?? 0} steps were "${kind}"`);
});
