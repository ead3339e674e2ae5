import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog } from "../log.ts";
import { CommitUnknown, DatabaseUnavailable } from "./database.ts";
import { unavailableWithoutDatabase } from "./when-unavailable.ts";

function throwing(error: Error) {
  const lines: string[] = [];
  const log = createLog({ service: "test", replica: "test", destination: { write: (line) => lines.push(line) } });
  const method = unavailableWithoutDatabase(log, "try again", async () => {
    throw error;
  });
  return { lines, call: () => method("request", undefined) };
}

test("without its database a method answers UNAVAILABLE, and the log says why", async () => {
  for (const Trouble of [DatabaseUnavailable, CommitUnknown]) {
    const { call, lines } = throwing(new Trouble("it is gone", { cause: new Error("connection refused") }));
    await assert.rejects(call(), { name: "RpcError", code: "UNAVAILABLE", message: "try again" });
    assert.match(lines.join(), /"level":"warn".*"it is gone".*"connection refused"/);
  }
});

test("any other error is the method's own", async () => {
  const { call, lines } = throwing(new TypeError("ours"));
  await assert.rejects(call(), TypeError);
  assert.deepEqual(lines, []);
});
