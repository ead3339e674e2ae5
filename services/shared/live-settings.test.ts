import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { Registry } from "prom-client";
import { z } from "zod";
import { LiveSettings } from "./live-settings.ts";
import { createLog } from "./log.ts";
import { settingsVersion, whole } from "./settings.ts";
import { testFolder } from "./test-folder.ts";

const schema = z.strictObject({ limit: whole(1, 100).default(10) });
const HOUR_MS = 3_600_000;

/** A folder as the kubelet mounts a ConfigMap: settings.json → ..data/settings.json, ..data → a folder of each version. */
function configMap(content?: string) {
  const folder = testFolder();
  let version = 0;
  const publish = (text: string) => {
    const next = `..v${++version}`;
    mkdirSync(path.join(folder, next));
    writeFileSync(path.join(folder, next, "settings.json"), text);
    symlinkSync(next, path.join(folder, "..data_tmp"));
    renameSync(path.join(folder, "..data_tmp"), path.join(folder, "..data"));
  };
  const file = path.join(folder, "settings.json");
  if (content !== undefined) {
    publish(content);
    symlinkSync("..data/settings.json", file);
  }
  return { file, publish };
}

/** `logged` resolves with the next line of the log. */
function watching(t: TestContext, file: string | undefined, pollMs = HOUR_MS) {
  const lines = new EventTarget();
  const destination = {
    write: (line: string) => lines.dispatchEvent(new CustomEvent("line", { detail: JSON.parse(line) })),
  };
  const log = createLog({ service: "test", replica: "test", destination });
  const registry = new Registry();
  const live = new LiveSettings({ schema, file, log, registry, pollMs });
  t.after(() => live.close());
  const changes: unknown[] = [];
  live.onChange((settings) => changes.push(settings));
  const logged = async () => ((await once(lines, "line")) as [CustomEvent])[0].detail;
  return { live, changes, registry, logged };
}

const metric = async (registry: Registry, name: string) =>
  (await registry.getSingleMetric(name)?.get())?.values.map(({ labels, value }) => [labels, value]);

test("without a file the defaults are in force", async (t) => {
  const { live, registry } = watching(t, undefined);
  assert.deepEqual(live.current, { limit: 10 });
  const version = settingsVersion({ limit: 10 });
  assert.deepEqual(await metric(registry, "holdfast_live_settings_info"), [[{ version }, 1]]);
});

test("a change of the ConfigMap is taken over, and the metric tells the one version that is in force", async (t) => {
  const { file, publish } = configMap('{"limit": 20}');
  const { live, changes, registry, logged } = watching(t, file);
  assert.deepEqual(live.current, { limit: 20 });
  const told = logged();
  publish('{"limit": "30"}');
  await told;
  assert.deepEqual(live.current, { limit: 30 });
  assert.deepEqual(changes, [{ limit: 30 }]);
  const version = settingsVersion({ limit: 30 });
  assert.deepEqual(await metric(registry, "holdfast_live_settings_info"), [[{ version }, 1]]);
});

test("bad content leaves the last good settings in force, and log and metrics say so until it is mended", async (t) => {
  const { file, publish } = configMap('{"limit": 20}');
  const { live, changes, registry, logged } = watching(t, file);
  const bad = { "": /it is empty/, '{"limit": 2': /not JSON/, '{"limit": 0}': /`limit` is 0/, '{"limt": 5}': /`limt`/ };
  for (const [text, why] of Object.entries(bad)) {
    const told = logged();
    publish(text);
    assert.match((await told).msg, why);
    assert.deepEqual(live.current, { limit: 20 });
  }
  assert.deepEqual(await metric(registry, "holdfast_live_settings_errors_total"), [[{}, 4]]);
  assert.deepEqual(await metric(registry, "holdfast_live_settings_refused"), [[{}, 1]]);
  const told = logged();
  publish('{"limit": 40}');
  await told;
  assert.deepEqual(changes, [{ limit: 40 }]);
  assert.deepEqual(await metric(registry, "holdfast_live_settings_refused"), [[{}, 0]]);
});

test("a file that says the same in other words is no change", async (t) => {
  const { file, publish } = configMap('{"limit": 20}');
  const { changes, logged } = watching(t, file);
  const told = logged();
  publish('{ "limit": "20" }');
  publish('{"limit": 21}');
  await told;
  assert.deepEqual(changes, [{ limit: 21 }]);
});

test("a service starts with the defaults when its file is bad or not there, and says so", async (t) => {
  const bad = watching(t, configMap("{").file);
  const missing = watching(t, configMap().file);
  for (const { live, registry } of [bad, missing]) {
    assert.deepEqual(live.current, { limit: 10 });
    assert.deepEqual(await metric(registry, "holdfast_live_settings_errors_total"), [[{}, 1]]);
  }
});

test("a folder that cannot be watched is polled", async (t) => {
  const folder = path.join(testFolder(), "later");
  const { live, logged } = watching(t, path.join(folder, "settings.json"), 5);
  const told = logged();
  mkdirSync(folder);
  writeFileSync(path.join(folder, "draft"), '{"limit": 50}');
  renameSync(path.join(folder, "draft"), path.join(folder, "settings.json"));
  await told;
  assert.deepEqual(live.current, { limit: 50 });
});
