import assert from "node:assert/strict";
import { test } from "node:test";
import { replayer } from "./replay.ts";
import { policySettingsOf, ReplaySettings } from "./replay-settings.ts";
import { parseStep, type Step, TraceError } from "./trace.ts";

/** Plays lines as the command does. */
function play(settings: object, ...lines: string[]) {
  const answer = replayer(ReplaySettings.parse(settings));
  return lines.map((line) => answer(parseStep(line)));
}

test("each step is answered with the decision, and the state and counts right after it", () => {
  const counts = { requests: 1, totalSuccesses: 0, totalExclusions: 0, consecutiveSuccesses: 0 };
  const zero = { ...counts, requests: 0, totalFailures: 0, consecutiveFailures: 0 };
  assert.deepEqual(
    play(
      { minRequests: 1, openMs: 10 },
      '{"at": 0, "call": "a"}',
      '{"at": 5, "end": "a", "verdict": "failure"}',
      '{"at": 15, "call": "b"}',
      '{"at": 16, "call": "c"}',
    ),
    [
      { at: 0, call: "a", admitted: true, state: "closed", counts: { ...zero, requests: 1 } },
      { at: 5, end: "a", state: "open", counts: zero },
      { at: 15, call: "b", admitted: false, reason: "open", state: "open", counts: zero },
      { at: 16, call: "c", admitted: true, state: "half-open", counts: { ...zero, requests: 1 } },
    ],
  );
});

test("a state is told as of the step's time, even if its call is of the state before", () => {
  const settings = { minRequests: 2, openMs: 10 };
  const trip = ['{"at":0,"call":1}', '{"at":0,"call":2}', '{"at":0,"call":3}', '{"at":0,"end":1,"verdict":"failure"}'];
  const answers = play({ ...settings, failureRatio: 0.3 }, ...trip, '{"at":11,"end":2,"verdict":"success"}');
  assert.equal(answers.at(-2)?.state, "open");
  assert.equal(answers.at(-1)?.state, "half-open");
});

test("fractions of a millisecond are exact to the microsecond", () => {
  // 0.1 + 0.2 is more than 0.3 in floating point, and the comparison is strict.
  const answers = play(
    { minRequests: 1, openMs: 0.2 },
    '{"at":0.1,"call":1}',
    '{"at":0.1,"end":1,"verdict":"failure"}',
    '{"at":0.3,"call":2}',
    '{"at":0.301,"call":3}',
  );
  assert.deepEqual(
    answers.slice(2).map(({ state }) => state),
    ["open", "half-open"],
  );
});

test("gobreaker's zero values mean what they mean there", () => {
  const zero = { maxRequests: 0, intervalMs: 0, bucketMs: 0, openMs: 0, failureRatio: 0, minRequests: 0 };
  assert.deepEqual(policySettingsOf(ReplaySettings.parse(zero)), { ...zero, maxRequests: 1, openMs: 60_000 });
});

test("missing settings take the breaker's defaults, and those of the service have no part", () => {
  const settings = policySettingsOf(ReplaySettings.parse({ mode: "observe", callDeadlineMs: 99_999 }));
  assert.deepEqual(settings, {
    maxRequests: 5,
    intervalMs: 60_000,
    bucketMs: 0,
    openMs: 60_000,
    failureRatio: 0.5,
    minRequests: 5,
  });
});

test("unknown settings and other types are refused", () => {
  for (const settings of [{ openms: 1 }, { openMs: "1s" }, { maxRequests: 1.5 }, { maxRequests: -1 }, [], null])
    assert.equal(ReplaySettings.safeParse(settings).success, false, JSON.stringify(settings));
  assert.equal(ReplaySettings.safeParse({ intervalMs: 1_000_001, bucketMs: 1 }).success, false);
});

const BAD_LINES: [line: string, why: RegExp][] = [
  ["", /not JSON/],
  ["{", /not JSON/],
  ["[]", /no object/],
  ["null", /no object/],
  ["7", /no object/],
  ['{"call": 1}', /"at" is undefined/],
  ['{"at": "0", "call": 1}', /"at" is "0"/],
  ['{"at": -1, "call": 1}', /"at" is -1/],
  ['{"at": 1e999, "call": 1}', /"at" is null/],
  ['{"at": 0}', /one of "call" and "end"/],
  ['{"at": 0, "call": null}', /one of "call" and "end"/],
  ['{"at": 0, "call": 1, "end": 1, "verdict": "success"}', /one of "call" and "end"/],
  ['{"at": 0, "call": 1, "verdict": "success"}', /one of "call" and "end"/],
  ['{"at": 0, "end": 1}', /"verdict" is undefined/],
  ['{"at": 0, "end": 1, "verdict": "ok"}', /"verdict" is "ok"/],
  ['{"at": 0, "call": 1, "id": 2}', /unknown key "id"/],
];

for (const [line, why] of BAD_LINES)
  test(`the line ${JSON.stringify(line)} is refused`, () => {
    assert.throws(
      () => parseStep(line),
      (error) => error instanceof TraceError && why.test(error.message),
    );
  });

const IMPOSSIBLE: [name: string, steps: Step[], why: RegExp][] = [
  [
    "time that goes back",
    [
      { at: 5, call: 1 },
      { at: 4, call: 2 },
    ],
    /time goes back from 5 to 4/,
  ],
  [
    "a call's name used twice",
    [
      { at: 0, call: 1 },
      { at: 0, call: 1 },
    ],
    /call 1 was there before/,
  ],
  ["the end of an unknown call", [{ at: 0, end: "x", verdict: "success" }], /call "x" is unknown/],
  [
    "an end under another type of name",
    [
      { at: 0, call: 1 },
      { at: 0, end: "1", verdict: "success" },
    ],
    /call "1" is unknown/,
  ],
  [
    "a second end",
    [
      { at: 0, call: 1 },
      { at: 0, end: 1, verdict: "success" },
      { at: 0, end: 1, verdict: "success" },
    ],
    /call 1 was rejected or has ended/,
  ],
];

for (const [name, steps, why] of IMPOSSIBLE)
  test(`${name} is refused`, () => {
    const answer = replayer(ReplaySettings.parse({}));
    for (const step of steps.slice(0, -1)) answer(step);
    const last = steps.at(-1);
    assert.ok(last);
    assert.throws(
      () => answer(last),
      (error) => error instanceof TraceError && why.test(error.message),
    );
  });
