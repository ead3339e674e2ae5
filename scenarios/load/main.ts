/** The process that makes the load; a LoadPlan comes in on standard input. SIGTERM ends it with what was done so far. */
import { json } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { replaceFile } from "../../sandbox/replace-file.ts";
import { arrivals } from "./arrivals.ts";
import { customersOf } from "./customer.ts";
import { makeLoad } from "./make-load.ts";
import type { LoadPlan } from "./plan.ts";

const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
// A Ctrl-C at the terminal is for the runner to answer.
process.on("SIGINT", () => {});

const plan = (await json(process.stdin)) as LoadPlan;
const { load, startAtMs, warmUpMs, durationMs, seed, runId, file } = plan;
const startedAt = startAtMs - performance.timeOrigin;
const now = () => performance.now() - startedAt;
const customers = customersOf(plan.target, load.deadlineMs);
const { progress, ended } = makeLoad({
  load,
  arrivals: arrivals(load, { fromMs: -warmUpMs, toMs: durationMs }, seed),
  customers,
  runId,
  now,
  until: (ms) => delay(Math.max(0, ms - now()), undefined, { signal: stop.signal }).catch(() => {}),
  stopping: stop.signal,
});
const tell = setInterval(() => process.stdout.write(`${JSON.stringify(progress())}\n`), 1_000);
const calls = await ended;
clearInterval(tell);
customers.close();
replaceFile(file, JSON.stringify(calls));
process.exit();
