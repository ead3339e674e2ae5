import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog } from "./log.ts";

function capture() {
  const lines: string[] = [];
  const log = createLog({ service: "order", replica: "order-1", destination: { write: (line) => lines.push(line) } });
  return { log, lines };
}

test("each line is an object that names level, time, service and replica", () => {
  const { log, lines } = capture();
  log.info({ port: 1 }, "started");
  const { time, ...rest } = JSON.parse(lines[0] ?? "");
  assert.deepEqual(rest, { level: "info", service: "order", replica: "order-1", port: 1, msg: "started" });
  assert.equal(new Date(time).toISOString(), time);
});

test("payment methods and credentials do not reach the log", () => {
  const { log, lines } = capture();
  log.info(
    { paymentMethod: "4242", request: { payment_method: "4242", paymentMethod: "4242" }, password: "4242" },
    "x",
  );
  log.info({ headers: { authorization: "4242" }, token: "4242" }, "x");
  assert.doesNotMatch(lines.join(), /4242/);
});

test("the level can be set once the settings are known", () => {
  const { log, lines } = capture();
  log.level = "warn";
  log.info("not now");
  log.warn("now");
  assert.equal(lines.length, 1);
});
