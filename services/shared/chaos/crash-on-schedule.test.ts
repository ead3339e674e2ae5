import assert from "node:assert/strict";
import { test } from "node:test";
import { ChaosSettings } from "./chaos-settings.ts";
import { crashDue, crashOnSchedule } from "./crash-on-schedule.ts";

const ANCHOR = "2027-01-31T09:00:00Z";
const at = (offsetMs: number) => Date.parse(ANCHOR) + offsetMs;

function chaos(phase: object = {}) {
  const crash = {
    name: "crash",
    startMs: 10_000,
    durationMs: 5_000,
    repeatMs: 60_000,
    faults: { crash: { percentage: 100 } },
  };
  return ChaosSettings.parse({ anchor: ANCHOR, phases: [{ ...crash, ...phase }] });
}

/** The instants at which a replica goes down within five minutes, if it is up again 300 ms later each time. */
function crashes(settings: ChaosSettings, replica = "payment-1"): number[] {
  const down: number[] = [];
  let runningSinceMs = at(-1_000);
  for (let offsetMs = 0; offsetMs < 300_000; offsetMs += 100) {
    const up = runningSinceMs <= at(offsetMs);
    if (!up || !crashDue({ settings: () => settings, nowMs: () => at(offsetMs), replica, runningSinceMs })) continue;
    down.push(offsetMs);
    runningSinceMs = at(offsetMs + 300);
  }
  return down;
}

test("a replica crashes once in each occurrence, and not again after its restart within it", () => {
  assert.deepEqual(crashes(chaos()), [10_000, 70_000, 130_000, 190_000, 250_000]);
});

test("a replica that began within an occurrence is spared", () => {
  const settings = chaos();
  const due = (runningSinceMs: number) =>
    crashDue({ settings: () => settings, nowMs: () => at(12_000), replica: "p", runningSinceMs })?.phase;
  assert.deepEqual([due(at(9_999)), due(at(10_000)), due(at(11_000))], ["crash", undefined, undefined]);
});

test("the percentage is the chance of each replica in each occurrence, the same in every run", () => {
  const settings = chaos({ faults: { crash: { percentage: 30 } } });
  const down = Array.from({ length: 400 }, (_, index) => crashes(settings, `payment-${index}`).length);
  const share = down.reduce((sum, times) => sum + times, 0) / (400 * 5);
  assert.ok(Math.abs(share - 0.3) < 0.04, `${share}`);
  assert.deepEqual(crashes(settings, "payment-3"), crashes(settings, "payment-3"));
});

test("where the percentage rises, replicas go down one after another", () => {
  const settings = chaos({ rampMs: 5_000, repeatMs: undefined });
  const down = Array.from({ length: 20 }, (_, index) => crashes(settings, `payment-${index}`));
  assert.ok(down.every((times) => times.length === 1));
  assert.ok(new Set(down.flat()).size > 10, `${down}`);
});

test("a replica that is not named stays up", () => {
  assert.deepEqual(crashes(chaos({ replicas: ["payment-2"] })), []);
});

test("the process is ended when its time has come, once, and never after it was closed", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const settings = chaos();
  const ended: string[] = [];
  let now = at(9_000);
  const start = () =>
    crashOnSchedule({
      settings: () => settings,
      nowMs: () => now,
      replica: "payment-1",
      runningSinceMs: at(0),
      crash: ({ phase }) => ended.push(phase),
    });
  start();
  const closed = start();
  t.mock.timers.tick(1_000);
  assert.deepEqual(ended, []);
  closed.close();
  now = at(10_000);
  t.mock.timers.tick(1_000);
  assert.deepEqual(ended, ["crash"]);
});
