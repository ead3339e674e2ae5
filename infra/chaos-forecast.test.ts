import assert from "node:assert/strict";
import test from "node:test";
import { forecast } from "./chaos-forecast.ts";
import { StackSettings } from "./settings.ts";

const NOW = Date.parse("2027-01-31T09:30:00Z");

function remarks(given: object) {
  const image = { registry: "ghcr.io/acme" };
  return forecast(StackSettings.parse({ context: "kind", namespace: "holdfast-dev", image, ...given }), NOW);
}
const chaos = { delay: { ms: 200 }, abort: { percentage: 25 } };
const warnings = (given: object) =>
  remarks({ chaos, ...given })
    .filter(({ severity }) => severity === "warn")
    .map(({ text }) => text);

test("without chaos, or without a breaker, there is nothing to say", () => {
  assert.deepEqual(remarks({}), []);
  assert.deepEqual(remarks({ chaos, breaker: { mode: "off" } }), []);
});

test("the chances are told for the rate that the stack states", () => {
  const [told, ...others] = remarks({ chaos });
  assert.match(told?.text ?? "", /fails 25 % of the calls\. At 1 call a second/);
  assert.match(
    told?.text ?? "",
    /opens within 60 s is 0\.18, and that one half-open round of 5 trials closes it 0\.24/,
  );
  assert.match(told?.text ?? "", /up to 10 × 5 trials reach Payment/);
  assert.deepEqual(others, []);
});

test("chaos that hardly ever opens the breaker is warned about", () => {
  const [warning] = warnings({ order: { expectedRatePerSecond: 50 } });
  assert.match(warning ?? "", /hardly ever opens the breaker: 25 % fail, and holdfast:breaker\.failureRatio is 0\.5/);
});

test("a window with too few calls is warned about, with the settings to change", () => {
  const [warning] = warnings({ breaker: { minRequests: 100 } });
  assert.match(warning ?? "", /cannot open: its window has about 60 calls, and holdfast:breaker\.minRequests is 100/);
});

test("a breaker that hardly ever closes is warned about, unless so many fail that it should not", () => {
  const [warning] = warnings({ breaker: { maxRequests: 20 } });
  assert.match(warning ?? "", /one round in 315 does.*Lower holdfast:breaker\.maxRequests \(20\)/);
  assert.deepEqual(warnings({ chaos: { abort: { percentage: 100 } } }), []);
});

test("what the breaker forgives needs no warning that it stays closed", () => {
  assert.deepEqual(warnings({ chaos: { delay: { ms: 200 } } }), []);
});

test("phases are told beside what is always in force", () => {
  const phase = {
    name: "glitch",
    startMs: 0,
    durationMs: 1_000,
    repeatMs: 60_000,
    faults: { hang: { percentage: 50 } },
  };
  const told = remarks({ chaos: { ...chaos, anchor: "2027-01-31T09:00:00Z", phases: [phase] } });
  assert.deepEqual(
    told.map(({ severity, text }) => [severity, text.split(" ").slice(0, 3).join(" ")]),
    [
      ["info", "chaos fails 25"],
      ["info", "chaos phase glitch:"],
    ],
  );
});
