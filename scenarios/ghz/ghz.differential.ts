/** What a foreign client measures, beside what the runner and the server do, in one and the same run. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { lastingPort } from "../../local/free-port.ts";
import { replicaPorts } from "../../local/ports.ts";
import { scenario } from "../article.ts";
import { arrivals } from "../load/arrivals.ts";
import { measure } from "../measures.ts";
import { localTarget } from "../runner/local-target.ts";
import { runScenario } from "../runner/run-scenario.ts";
import { buildGhz, ghz } from "./ghz.ts";

const BOTH = scenario({
  name: "beside-ghz",
  title: "The article's chaos, with a foreign client",
  hypothesis: "Two clients that know nothing of each other tell the same.",
  timeFactor: 1,
  durationMs: 22_000,
  settleMs: 60_000,
  replicas: { order: 1, payment: 2 },
  load: { rate: [{ atMs: 0, perSecond: 10 }], spacing: "even", getPercentage: 0 },
  chaos: { delay: { ms: 200, percentage: 100 }, abort: { code: "UNAVAILABLE", percentage: 25 } },
  expectations: [],
});
const GOOD = { product_id: "espresso-beans", quantity: 1, payment_method: "pm_card_visa" };
const TOTAL = 150;

test("ghz counts each answer as the server does, and its median is the runner's within a tenth", async (t) => {
  await buildGhz();
  const folder = await mkdtemp(path.join(tmpdir(), "holdfast-ghz-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const basePort = await lastingPort();
  const { grpc, metrics } = replicaPorts(basePort, "order", 1);
  const page = `http://127.0.0.1:${metrics}/metrics`;
  const target = await localTarget({ scenario: BOTH, folder: path.join(folder, "local"), basePort, say: () => {} });

  let foreign: Awaited<ReturnType<typeof ghz>> | undefined;
  let served: Record<string, number> = {};
  let pages = 0;
  const beside = {
    ...target,
    // Faults are in force then: the foreign client calls while the runner's does.
    async setChaos(chaos: Parameters<typeof target.setChaos>[0]) {
      await target.setChaos(chaos);
      void delay(Date.parse(String(chaos.anchor)) + 2_000 - Date.now())
        .then(() =>
          ghz({
            address: `127.0.0.1:${grpc}`,
            perSecond: 10,
            total: TOTAL,
            requests: [
              ...Array.from({ length: 3 }, () => ({ ...GOOD, idempotency_key: "{{newUUID}}" })),
              { ...GOOD, product_id: "no-such-thing", idempotency_key: "{{newUUID}}" },
              { ...GOOD, quantity: 0, idempotency_key: "{{newUUID}}" },
            ],
          }),
        )
        .then((report) => {
          foreign = report;
        });
    },
    async pending() {
      served = countsOf(await (await fetch(page)).text());
      pages++;
      return foreign && target.pending();
    },
  };
  const run = await runScenario({
    scenario: BOTH,
    target: beside,
    seed: 1,
    folder,
    stopping: new AbortController().signal,
    onProgress: () => {},
  });
  assert.ok(foreign && pages > 0);

  // All of the runner's own calls, those of the warm-up too, were answered OK: what is left of the server's count is ghz's.
  const own = served.OK === undefined ? 0 : served.OK - (foreign.statusCodeDistribution.OK ?? 0);
  const runners = arrivals(BOTH.load, { fromMs: -BOTH.warmUpMs, toMs: BOTH.durationMs }, 1).length;
  assert.deepEqual({ ...served, OK: own }, { OK: runners, NOT_FOUND: TOTAL / 5, INVALID_ARGUMENT: TOTAL / 5 });
  assert.deepEqual(foreign.statusCodeDistribution, {
    OK: (3 * TOTAL) / 5,
    NotFound: TOTAL / 5,
    InvalidArgument: TOTAL / 5,
  });

  const p50 = measure(run, { kind: "latency", method: "PlaceOrder", percentile: 50 }) ?? 0;
  const theirs = (foreign.latencyDistribution.find(({ percentage }) => percentage === 50)?.latency ?? 0) / 1e6;
  t.diagnostic(`p50: runner ${p50} ms, ghz ${theirs.toFixed(1)} ms; server ${JSON.stringify(served)}`);
  assert.ok(Math.abs(p50 - theirs) <= 0.1 * p50, `p50: runner ${p50} ms, ghz ${theirs} ms`);
});

/** PlaceOrder calls by their status, out of a page of metrics. */
function countsOf(text: string): Record<string, number> {
  const line = /^grpc_server_handled_total\{([^}]*PlaceOrder[^}]*)\} (\d+)$/gm;
  const counts: Record<string, number> = {};
  for (const [, labels = "", count] of text.matchAll(line)) {
    const code = /grpc_code="(\w+)"/.exec(labels)?.[1] ?? "";
    if (Number(count) > 0) counts[code] = (counts[code] ?? 0) + Number(count);
  }
  return counts;
}
