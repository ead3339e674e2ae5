import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";
import { test } from "node:test";
import { Registry } from "prom-client";
import { createLog } from "../../shared/log.ts";
import { testFolder } from "../../shared/test-folder.ts";
import type { CallRecord } from "./breaker.ts";
import { type CallEvent, CallEventError } from "./call-event.ts";
import { CallRecorder, openEventsFile } from "./call-recorder.ts";
import { readCallEvents } from "./read-call-events.ts";
import { BreakerSettings } from "./settings.ts";

const settings = BreakerSettings.parse({});
const record: CallRecord = {
  startedMs: 1,
  durationMs: 2,
  settings,
  state: "closed",
  generation: 1,
  verdict: "success",
};

function recorder(out: Writable) {
  const logged: string[] = [];
  const registry = new Registry();
  const log = createLog({ service: "order", replica: "order-1", destination: { write: (line) => logged.push(line) } });
  const faults: string[] = [];
  const options = { out, replica: "order-1", clockOrigin: 1_000, faults: () => faults, log, registry };
  const lost = async () => (await registry.getSingleMetric("order_call_events_lost_total")?.get())?.values[0]?.value;
  return { recorder: new CallRecorder(options), faults, logged, lost };
}

function temporary(): string {
  return path.join(testFolder(), "calls.jsonl");
}

async function eventsIn(file: string): Promise<CallEvent[]> {
  const events: CallEvent[] = [];
  for await (const event of readCallEvents(file)) events.push(event);
  return events;
}

test("records are appended to the file, and all are there once it is closed", async () => {
  const file = temporary();
  for (const run of [1, 2]) {
    const { recorder: calls, faults } = recorder(openEventsFile(file));
    if (run === 2) faults.push("abort UNAVAILABLE 25 %");
    for (let call = 0; call < 1_000; call++) calls.onCall({ ...record, startedMs: call });
    await calls.close();
  }
  const events = await eventsIn(file);
  assert.equal(events.length, 2_000);
  assert.deepEqual([events[999]?.at, events[999]?.faults], [1_999, []]);
  assert.deepEqual(events[1_999]?.faults, ["abort UNAVAILABLE 25 %"]);
});

test("each record names the version of the settings that its call began under", async () => {
  const file = temporary();
  const { recorder: calls } = recorder(openEventsFile(file));
  const other = BreakerSettings.parse({ openMs: 5_000 });
  for (const each of [settings, other, settings]) calls.onCall({ ...record, settings: each });
  await calls.close();
  const [first, second, third] = (await eventsIn(file)).map((event) => event.settingsVersion);
  assert.match(first ?? "", /^[0-9a-f]{12}$/);
  assert.notEqual(first, second);
  assert.equal(first, third);
});

test("a disk that is too slow loses records, which are counted, and never grows the memory without end", async () => {
  const { recorder: calls, lost } = recorder(new Writable({ write: () => {} }));
  for (let call = 0; call < 60_000; call++) calls.onCall(record);
  assert.ok(Number(await lost()) > 10_000);
});

test("a disk that fails is said once, and no call hears of it", async () => {
  const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error("no space left")) });
  const { recorder: calls, logged, lost } = recorder(full);
  calls.onCall(record);
  await new Promise((resolve) => full.once("close", resolve));
  calls.onCall(record);
  calls.onCall(record);
  await calls.close();
  assert.equal(logged.length, 1);
  assert.match(logged[0] ?? "", /calls are no longer recorded/);
  assert.equal(await lost(), 2);
});

test("a file that cannot be opened is told by key, value and remedy", () => {
  const file = path.join(temporary(), "below", "a-file");
  assert.throws(() => openEventsFile(file), /`eventsFile` cannot be used:\s+ENOENT.*a-file.*Name a file in a folder/);
});

test("a line that is no record is told with its file and number", async () => {
  const file = temporary();
  const { recorder: calls } = recorder(openEventsFile(file));
  calls.onCall(record);
  await calls.close();
  appendFileSync(file, "{}\n");
  await assert.rejects(
    eventsIn(file),
    (error) => error instanceof CallEventError && /calls\.jsonl: line 2: `event`/.test(error.message),
  );
});

test("a file that is not there is an error of the same kind", async () => {
  await assert.rejects(eventsIn(temporary()), CallEventError);
});
