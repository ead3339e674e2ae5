import assert from "node:assert/strict";
import { test } from "node:test";
import { settingsVersion } from "../../shared/settings.ts";
import { type CallEvent, CallEventError, callEventOf, parseCallEvent } from "./call-event.ts";
import { BreakerSettings } from "./settings.ts";

const settings = BreakerSettings.parse({});
const known = { clockOrigin: 1_700_000_000_000, replica: "order-1", settingsVersion: "abc", faults: ["down"] };
const began = { startedMs: 40.125, durationMs: 0, settings, state: "closed", generation: 3 } as const;
const made = callEventOf({ ...began, durationMs: 5, verdict: "success" }, known);

test("version 1, whole: a call that was made, and one that was refused", () => {
  const common = { event: "call", version: 1, replica: "order-1", settingsVersion: "abc", mode: "enforce" };
  assert.deepEqual(made, {
    ...common,
    at: 1_700_000_000_040.125,
    durationMs: 5,
    state: "closed",
    generation: 3,
    admitted: true,
    verdict: "success",
    faults: ["down"],
  });
  assert.deepEqual(callEventOf({ ...began, state: "open", refused: "open" }, known), {
    ...common,
    at: 1_700_000_000_040.125,
    durationMs: 0,
    state: "open",
    generation: 3,
    admitted: false,
    reason: "open",
    faults: ["down"],
  });
});

test("what is written is read again", () => {
  const observed = { ...began, settings: { ...settings, mode: "observe" as const }, refused: "open" as const };
  const events: CallEvent[] = [
    made,
    callEventOf({ ...began, refused: "half-open", state: "half-open" }, known),
    callEventOf({ ...observed, verdict: "failure" }, { ...known, settingsVersion: settingsVersion(settings) }),
  ];
  for (const event of events) assert.deepEqual(parseCallEvent(JSON.stringify(event)), event);
});

const REFUSED: [name: string, line: string, why: RegExp][] = [
  ["half a line", JSON.stringify(made).slice(0, 50), /not JSON/],
  ["a line of the log", '{"level":"info","msg":"started"}', /`event` is missing/],
  ["another version", JSON.stringify({ ...made, version: 2 }), /`version` is 2: must be 1: .* only version/],
  ["an unknown key", JSON.stringify({ ...made, price: 1 }), /`price` is not a setting/],
  ["a time that is none", JSON.stringify({ ...made, at: -1 }), /`at` is -1/],
  ["an unknown verdict", JSON.stringify({ ...made, verdict: "ok" }), /`verdict` is "ok": must be success or failure/],
  ["a call without an end", JSON.stringify({ ...made, verdict: undefined }), /`verdict` .*must say how the call ended/],
  ["a refusal without a reason", JSON.stringify({ ...made, admitted: false }), /`reason` .*must say why/],
  ["a reason beside admission", JSON.stringify({ ...made, reason: "open" }), /`reason` is "open": must be left out/],
  [
    "a verdict of a call that was not made",
    JSON.stringify({ ...made, admitted: false, reason: "open" }),
    /`verdict` is "success": must be left out: the call was not made/,
  ],
];

for (const [name, line, why] of REFUSED)
  test(`${name} is refused, with why`, () =>
    assert.throws(
      () => parseCallEvent(line),
      (error) => error instanceof CallEventError && why.test(error.message),
    ));
