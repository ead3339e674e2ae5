import assert from "node:assert/strict";
import { test } from "node:test";
import { Registry } from "prom-client";
import { ChaosSettings } from "./chaos-settings.ts";
import { faultMetrics } from "./fault-metrics.ts";

const ANCHOR = "2027-01-31T09:00:00Z";

test("faults that strike are counted from 0 on, and those in force are shown with their percentage", async () => {
  const outage = {
    name: "outage",
    startMs: 1_000,
    durationMs: 4_000,
    rampMs: 2_000,
    faults: { abort: { percentage: 100 } },
  };
  const settings = ChaosSettings.parse({ anchor: ANCHOR, delay: { ms: 9, percentage: 5 }, phases: [outage] });
  const registry = new Registry();
  let offsetMs = 0;
  const count = faultMetrics(registry, {
    settings: () => settings,
    nowMs: () => Date.parse(ANCHOR) + offsetMs,
    replica: "payment-1",
  });
  const page = async () => (await registry.metrics()).split("\n").filter((line) => line.startsWith("holdfast"));
  assert.deepEqual(await page(), [
    'holdfast_faults_total{kind="delay",phase="always"} 0',
    'holdfast_faults_total{kind="abort",phase="outage"} 0',
    'holdfast_faults_in_force_percentage{kind="delay",phase="always"} 5',
  ]);
  offsetMs = 2_000;
  count({ kind: "abort", phase: "outage", code: "UNAVAILABLE" });
  assert.deepEqual(await page(), [
    'holdfast_faults_total{kind="delay",phase="always"} 0',
    'holdfast_faults_total{kind="abort",phase="outage"} 1',
    'holdfast_faults_in_force_percentage{kind="delay",phase="always"} 5',
    'holdfast_faults_in_force_percentage{kind="abort",phase="outage"} 50',
  ]);
  offsetMs = 5_000;
  assert.equal((await page()).length, 3, "what is over is no longer shown");
});
