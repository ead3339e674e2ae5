import assert from "node:assert/strict";
import { test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { scenario } from "../article.ts";
import { oneBadReplica } from "../catalogue/one-bad-replica.ts";
import type { Target } from "../target.ts";
import { chaosFor, runScenario } from "./run-scenario.ts";

const folder = testFolder();

/** Nobody calls: what is looked at is what is done around the load. */
const QUIET = scenario({
  name: "quiet",
  title: "Nothing happens",
  hypothesis: "Nothing happens.",
  warmUpMs: 1_000,
  durationMs: 100,
  load: { rate: [] },
  chaos: { phases: [{ name: "outage", startMs: 0, durationMs: 60_000, faults: { hang: { percentage: 100 } } }] },
  expectations: [],
});

function rig(changes: Partial<Target> = {}) {
  let left = 0;
  let beganMs = 0;
  const stop = new AbortController();
  const target: Target = {
    name: "nowhere",
    address: "127.0.0.1:1",
    leadMs: 300,
    payments: ["payment-1"],
    async setChaos({ anchor }) {
      beganMs = Date.parse(String(anchor));
    },
    act() {},
    sample: async () => [],
    // Until a moment after the last call.
    pending: async () => (Date.now() < beganMs + 2 * QUIET.durationMs ? 1 : 0),
    orders: async () => undefined,
    money: async () => undefined,
    leave: async () => void left++,
    events: async () => ({ replicas: [], replica: [], atMs: [], tookMs: [], state: [], verdict: [] }),
    ...changes,
  };
  const options = { scenario: QUIET, target, seed: 1, folder, stopping: stop.signal, onProgress: () => {} };
  return { stop, left: () => left, run: () => runScenario(options) };
}

test("who ends it while the target is told of the faults has no load after it, and the faults are taken back", async () => {
  const { run, stop, left } = rig({ setChaos: async () => stop.abort() });
  await assert.rejects(run, /quiet was ended before its load began/);
  assert.equal(left(), 1);
});

test("who has ended it before has no faults either", async () => {
  let told = 0;
  const { run, stop, left } = rig({ setChaos: async () => void told++ });
  stop.abort();
  await assert.rejects(run, /quiet was ended before its load began/);
  assert.deepEqual([told, left()], [0, 1]);
});

test("faults that outlast the load are told of for as long as they were in force", async () => {
  const { faults, endMs } = await rig().run();
  assert.ok(endMs > QUIET.durationMs);
  assert.deepEqual(faults, [{ replica: "payment-1", fromMs: 0, toMs: endMs, fault: "outage: hang, 100 %" }]);
});

test("a replica is struck under the name that it has, and one that is not there is no scenario's", () => {
  const struck = (payments: string[]) => chaosFor(oneBadReplica, payments).phases?.map(({ replicas }) => replicas);
  assert.deepEqual(struck(["payment-6d5f9c7b8-x2x7q", "payment-6d5f9c7b8-zzzzz"]), [["payment-6d5f9c7b8-x2x7q"]]);
  assert.throws(() => struck([]), /one-bad-replica strikes payment-1, and there is none/);
});
