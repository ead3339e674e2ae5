import assert from "node:assert/strict";
import { test } from "node:test";
import { type History, historyOf } from "./history.ts";
import { scoreOf } from "./score.ts";

const named = (name: string, source: History["source"]) =>
  historyOf(name, source, [{ at: 0, durationMs: 1, verdict: "success" }]);
const weights = { failed: 1, refused: 2, trip: 10 };
const nothing = { calls: 100, failedLetThrough: 0, goodRefused: 0, trips: 0, falseTrips: 0 };

test("the cost is weighed for each 100 calls", () => {
  const score = scoreOf([named("a", "recorded")], weights, () => ({
    calls: 200,
    failedLetThrough: 10,
    goodRefused: 4,
    trips: 3,
    falseTrips: 1,
  }));
  assert.deepEqual(score, { score: 14, failedLetThrough: 5, goodRefused: 2, trips: 3, falseTrips: 1 });
});

test("a quiet replica counts as much as a busy one", () => {
  const histories = [named("quiet", "recorded"), named("busy", "recorded")];
  const { score } = scoreOf(histories, weights, ({ name }) =>
    name === "quiet" ? { ...nothing, failedLetThrough: 50 } : { ...nothing, calls: 100_000 },
  );
  assert.equal(score, 25);
});

test("what was measured is half of the score, however many histories were generated", () => {
  const generated = Array.from({ length: 9 }, (_, index) => named(`${index}`, "generated"));
  const { score } = scoreOf([named("mine", "recorded"), ...generated], weights, ({ source }) =>
    source === "recorded" ? { ...nothing, failedLetThrough: 100 } : nothing,
  );
  assert.equal(score, 50);
});
