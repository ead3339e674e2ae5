import assert from "node:assert/strict";
import { test } from "node:test";
import { Counter, Gauge, Registry } from "prom-client";
import { processMetrics, serveMetrics } from "./metrics.ts";

const LOCAL = { host: "127.0.0.1", port: 0 };

test("the page shows the process and what was counted", async (t) => {
  const registry = processMetrics();
  new Counter({ name: "things_total", help: "Things.", registers: [registry] }).inc(3);
  const server = await serveMetrics(registry, LOCAL);
  t.after(() => server.close());
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics?x=1`);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  const page = await response.text();
  assert.match(page, /^things_total 3$/m);
  assert.match(page, /^process_cpu_seconds_total /m);
  assert.match(page, /^nodejs_eventloop_lag_p99_seconds /m);
});

test("there is nothing else to see, and nothing to send", async (t) => {
  const server = await serveMetrics(new Registry(), LOCAL);
  t.after(() => server.close());
  const page = `http://127.0.0.1:${server.port}`;
  assert.equal((await fetch(page)).status, 404);
  assert.equal((await fetch(`${page}/metrics`, { method: "POST" })).status, 404);
});

test("a metric that cannot be told is an error of the page, and the process goes on", async (t) => {
  const registry = new Registry();
  new Gauge({
    name: "broken",
    help: "Broken.",
    registers: [registry],
    collect() {
      throw new Error("cannot be told");
    },
  });
  const server = await serveMetrics(registry, LOCAL);
  t.after(() => server.close());
  assert.equal((await fetch(`http://127.0.0.1:${server.port}/metrics`)).status, 500);
});

test("an address that cannot be had is named, with the settings to change", async (t) => {
  const server = await serveMetrics(new Registry(), LOCAL);
  t.after(() => server.close());
  await assert.rejects(
    serveMetrics(new Registry(), { host: "127.0.0.1", port: server.port }),
    /cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*Set `metrics\.host` and `metrics\.port`/,
  );
});
