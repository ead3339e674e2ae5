import assert from "node:assert/strict";
import { test } from "node:test";
import { ChaosSettings } from "../services/shared/chaos/chaos-settings.ts";
import { drawFaults } from "../services/shared/chaos/draw-faults.ts";
import { faultsAt } from "../services/shared/chaos/faults-at.ts";
import { CATALOGUE } from "./catalogue/index.ts";
import { faultSpans } from "./fault-spans.ts";
import { chaosFor } from "./runner/run-scenario.ts";

const REPLICAS = ["payment-1", "payment-2"];

test("phases are written out, each time that they come, for the replicas that they strike", () => {
  const chaos = {
    delay: { ms: 200 },
    phases: [
      {
        name: "flap",
        startMs: 1_000,
        durationMs: 500,
        repeatMs: 4_000,
        replicas: ["payment-2"],
        faults: { hang: { percentage: 50 } },
      },
    ],
  };
  assert.deepEqual(faultSpans(chaos, { fromMs: 0, toMs: 5_200 }, REPLICAS), [
    { replica: "payment-1", fromMs: 0, toMs: 5_200, fault: "delay 200 ms, 100 %" },
    { replica: "payment-2", fromMs: 0, toMs: 5_200, fault: "delay 200 ms, 100 %" },
    { replica: "payment-2", fromMs: 1_000, toMs: 1_500, fault: "flap: hang, 50 %" },
    { replica: "payment-2", fromMs: 5_000, toMs: 5_200, fault: "flap: hang, 50 %" },
  ]);
});

test("a scenario's replicas get the names that they have at the target", () => {
  const [phase] = chaosFor(named("one-bad-replica"), ["payment-6f-x", "payment-6f-y"]).phases ?? [];
  assert.deepEqual(phase?.replicas, ["payment-6f-x"]);
});

test("the same seed gives the same schedule of faults and the same draws on each replica and in each run", () => {
  for (const scenario of CATALOGUE) {
    const schedule = (startedAtMs: number, replica: string) => {
      const anchor = new Date(startedAtMs).toISOString();
      const chaos = ChaosSettings.parse({ ...chaosFor(scenario, REPLICAS), seed: 7, anchor });
      return Array.from({ length: scenario.durationMs / 100 }, (_, tenth) => {
        const inForce = faultsAt(chaos, startedAtMs + tenth * 100, replica);
        const told = inForce.map(({ kind, phase, percentage, occurrence }) => ({
          kind,
          phase,
          percentage,
          occurrence,
        }));
        return { told, strikes: drawFaults(inForce, { seed: chaos.seed, key: `order-${tenth}/1`, attempt: "1" }) };
      });
    };
    const [today, tomorrow] = [Date.UTC(2027, 0, 1), Date.UTC(2027, 0, 2, 3, 4, 5, 678)];
    for (const replica of REPLICAS)
      assert.deepEqual(schedule(today, replica), schedule(tomorrow, replica), scenario.name);
    if (scenario.chaos.phases?.some(({ replicas }) => replicas)) continue;
    assert.deepEqual(schedule(today, "payment-1"), schedule(today, "payment-2"), scenario.name);
  }
});

function named(name: string) {
  const scenario = CATALOGUE.find((one) => one.name === name);
  if (!scenario) throw new Error(name);
  return scenario;
}
