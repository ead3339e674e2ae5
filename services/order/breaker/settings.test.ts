import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../shared/settings.ts";
import { BreakerSettings } from "./settings.ts";

/** The sentences that `input` is refused with. */
function problems(input: object): string {
  const { error } = BreakerSettings.safeParse(input);
  assert.ok(error, `${JSON.stringify(input)} was taken`);
  return explain(error, "breaker.", input).join("\n");
}

test("nothing at all is a whole breaker, with gobreaker's numbers", () => {
  assert.deepEqual(BreakerSettings.parse({}), {
    maxRequests: 5,
    intervalMs: 60_000,
    bucketMs: 0,
    openMs: 60_000,
    failureRatio: 0.5,
    minRequests: 5,
    callDeadlineMs: 1_000,
    mode: "enforce",
  });
});

test("numbers may be written as plain decimal strings", () => {
  const settings = BreakerSettings.parse({ failureRatio: "0.4", openMs: "30000", bucketMs: "0" });
  assert.deepEqual([settings.failureRatio, settings.openMs, settings.bucketMs], [0.4, 30_000, 0]);
});

for (const text of ["", " 1", "1 ", "0x10", "1e3", "+5", "05", "5.", ".5", "NaN", "Infinity", "5,0"])
  test(`${JSON.stringify(text)} is no number`, () => {
    assert.match(problems({ maxRequests: text }), /`breaker\.maxRequests` is ".*": must be a whole number from 1/);
  });

const REFUSED: [name: string, input: object, sentence: RegExp][] = [
  ["a ratio of 0", { failureRatio: 0 }, /failureRatio` is 0: must be greater than 0 and at most 1/],
  ["a ratio above 1", { failureRatio: 50 }, /failureRatio` is 50: .* not a percentage/],
  ["a negative ratio", { failureRatio: -0.5 }, /failureRatio` is -0.5: must be greater than 0/],
  ["no number", { failureRatio: Number.NaN }, /failureRatio`.* must be greater than 0/],
  ["no trials", { maxRequests: 0 }, /maxRequests` is 0: must be a whole number from 1/],
  ["half a request", { minRequests: 2.5 }, /minRequests` is 2.5: must be a whole number/],
  ["no time in open", { openMs: 0 }, /openMs` is 0: must be a whole number of milliseconds from 1/],
  ["a negative interval", { intervalMs: -1 }, /intervalMs` is -1: .* from 0/],
  ["more than a day", { openMs: 86_400_001 }, /openMs` is 86400001: .* to 86400000/],
  ["an unknown key", { failureRate: 0.5 }, /`breaker\.failureRate` is not a setting/],
  ["an unknown mode", { mode: "on" }, /mode` is "on": must be enforce or observe or off/],
  ["null", { openMs: null }, /openMs` is null: must be a whole number/],
  ["a deadline as long as open", { openMs: 1_000 }, /callDeadlineMs`.*less than openMs \(1000 is not less than 1000\)/],
  ["a deadline as long as the window", { intervalMs: 900 }, /callDeadlineMs`.*timeouts could never open the breaker/],
  ["a bucket longer than the window", { bucketMs: 60_001 }, /bucketMs` is 60001: must be at most intervalMs/],
  ["a bucket of no window", { intervalMs: 0, bucketMs: 5 }, /bucketMs` is 5: must be 0 while intervalMs is 0/],
  ["too many buckets", { bucketMs: 59 }, /bucketMs` is 59: must be at least 60/],
];

for (const [name, input, sentence] of REFUSED)
  test(`${name} is refused, with what would go wrong`, () => assert.match(problems(input), sentence));

test("the edges are taken", () => {
  for (const edge of [
    { failureRatio: 1 },
    { maxRequests: 1, minRequests: 1 },
    { intervalMs: 0 },
    { openMs: 1_001 },
    { intervalMs: 1_001 },
    { bucketMs: 60_000 },
    { bucketMs: 60 },
    { bucketMs: 7_000 },
  ])
    BreakerSettings.parse(edge);
});
