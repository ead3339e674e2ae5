import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { type CallEvent, parseCallEvent } from "../../services/order/breaker/call-event.ts";
import { duration } from "../progress.ts";
import { type Clone, sharedClone } from "./clone.ts";
import { metricsOf, readyPods, within } from "./pods.ts";

const NAMESPACE = "holdfast-dev";
const TRIPS_AT = 2;

describe("tuning the breaker of a running stack", () => {
  let clone: Clone;
  before(async () => {
    clone = sharedClone();
    assert.equal((await clone.npm("run", "status")).code, 0, "the sandbox runs: the first acceptance file starts it");
    // Payment fails every call, and no few orders open the breaker.
    await set("order.recordCalls", "true");
    await set("chaos.abort.percentage", "100");
    await set("breaker.minRequests", "1000");
    await up();
    for (const service of ["order", "payment"] as const) await inForce(service);
  });
  after(async () => {
    for (const key of ["order.recordCalls", "breaker.minRequests"]) await remove(key);
    await set("breaker.openMs", "10000");
    await set("chaos.abort.percentage", "25");
    await up();
  });

  const set = (key: string, value: string) =>
    clone.pulumi("config", "set", "--path", `holdfast:${key}`, value, "-s", "dev");
  const remove = (key: string) => clone.pulumi("config", "rm", "--path", `holdfast:${key}`, "-s", "dev");
  const up = () => clone.pulumi("up", "-s", "dev", "--yes", "--skip-preview");
  const order = async () => (await clone.npm("run", "order")).stdout;

  /** Waits until each pod's metrics tell the version that the stack has put into the ConfigMap. */
  async function inForce(service: "order" | "payment"): Promise<string> {
    const outputs = await clone.pulumi("stack", "output", "liveSettingsVersion", "--json", "-s", "dev");
    const version = (JSON.parse(outputs) as Record<typeof service, string>)[service];
    const took = await within(90_000, `${service} has the settings of version ${version}`, async () => {
      const pods = await readyPods(clone, NAMESPACE, service);
      const texts = await Promise.all(pods.map(({ name }) => metricsOf(clone, NAMESPACE, name)));
      return texts.every((text) => text.includes(`version="${version}"`));
    });
    return duration(took);
  }

  /** A figure of each of Order's pods, in the order of their names. */
  async function figures(series: string): Promise<number[]> {
    const pods = await readyPods(clone, NAMESPACE, "order");
    const texts = await Promise.all(pods.map(({ name }) => metricsOf(clone, NAMESPACE, name)));
    return texts.map((text) =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${series} `))
          ?.split(" ")[1],
      ),
    );
  }
  /** The records of all calls to Payment, a line each. */
  async function recorded(): Promise<string[]> {
    const log = await clone.kubectl("logs", "-n", NAMESPACE, "-l", "app.kubernetes.io/name=order", "--tail=-1");
    return log.split("\n").filter((line) => line.includes('"event":"call"'));
  }
  const FAILURES = 'order_breaker_calls_total{outcome="failure"}';
  const THRESHOLD = 'order_breaker_threshold{setting="minRequests"}';
  const OPEN = 'order_breaker_state{state="open"}';

  test("thresholds set in the stack act in every running pod within 90 s of up, without a restart", async (t) => {
    assert.deepEqual(new Set(await figures(THRESHOLD)), new Set([1000]));
    for (let calls = 0; calls < 2 * TRIPS_AT; calls++) assert.match(await order(), /PAYMENT_PENDING/);
    const pods = await readyPods(clone, NAMESPACE, "order");
    const failures = await figures(FAILURES);
    assert.ok(failures.some((count) => count >= TRIPS_AT));
    assert.ok(
      (await figures(OPEN)).every((open) => open === 0),
      "the old thresholds let them all fail",
    );

    await set("breaker.minRequests", String(TRIPS_AT));
    await set("breaker.openMs", "600000");
    await up();
    t.diagnostic(`in force after ${await inForce("order")}`);
    assert.deepEqual(new Set(await figures(THRESHOLD)), new Set([TRIPS_AT]));

    await within(60_000, "an open breaker", async () => {
      await order();
      return (await figures(OPEN)).includes(1);
    });
    const opened = (await figures(OPEN)).flatMap((open, pod) => (open ? [pods[pod]?.name] : []));
    for (const name of opened) {
      let closed: CallEvent[] = [];
      // Of the calls that opened it one was the first to fail: the rest are on record when they have ended.
      await within(10_000, `the records of ${TRIPS_AT} calls that opened the breaker of ${name}`, async () => {
        const calls = (await recorded()).map(parseCallEvent).sort((a, b) => a.at - b.at);
        const version = calls.at(-1)?.settingsVersion;
        const now = calls.filter(({ settingsVersion }) => settingsVersion === version);
        closed = now.filter(({ replica, state }) => replica === name && state === "closed");
        return closed.length >= TRIPS_AT;
      });
      assertOpenedInTime(closed);
    }
    assert.deepEqual(await readyPods(clone, NAMESPACE, "order"), pods, "the very same pods, none restarted");
  });

  test("what the pods put on record is what the tuner advises on", async () => {
    const calls = await recorded();
    assert.ok(calls.length >= 3 * TRIPS_AT, `${calls.length} calls are on record`);
    const file = path.join(clone.folder, ".sandbox", "calls.jsonl");
    writeFileSync(file, `${calls.join("\n")}\n`);
    const settings = path.join(clone.folder, ".sandbox", "stack.json");
    writeFileSync(settings, await clone.pulumi("config", "--json", "-s", "dev"));
    const html = path.join(clone.folder, ".sandbox", "tune.html");
    const ran = await clone.npm("run", "tune", "--", "--from", file, "--settings", settings, "--html", html);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, new RegExp(`^Recorded: .* ${calls.length} `, "m"));
    assert.match(ran.stdout, new RegExp(`present .*: 0.5 of ≥ ${TRIPS_AT} in 60000 ms, open 600000 ms`));
    assert.match(ran.stdout, /^pulumi config set --path holdfast:breaker\.\w+ /m);
  });
});

/**
 * Of a breaker whose calls all fail, and which settlement asks as well as we do: it opens at the first failure at which
 * enough calls have begun, neither before nor after it.
 */
function assertOpenedInTime(closed: CallEvent[]) {
  const failed = closed.map(({ at, durationMs }) => at + durationMs).sort((a, b) => a - b);
  const trip = failed.find((end) => closed.filter(({ at }) => at <= end).length >= TRIPS_AT);
  assert.ok(trip !== undefined, `it opened after ${closed.length} calls`);
  assert.deepEqual(
    closed.filter(({ at }) => at > trip),
    [],
    `it opened at the failure that was to open it, of ${closed.length} calls`,
  );
}
