import assert from "node:assert/strict";
import { test } from "node:test";
import { allOrNone } from "./all-or-none.ts";

test("works that all succeed give their results in order", async () => {
  const stop = new AbortController();
  assert.deepEqual(await allOrNone(stop, [Promise.resolve(1), Promise.resolve("two")]), [1, "two"]);
  assert.equal(stop.signal.aborted, false);
});

test("when one fails the others are told, awaited, and its fault is the one that is thrown", async () => {
  const stop = new AbortController();
  const events: string[] = [];
  const other = new Promise((_, reject) => {
    stop.signal.addEventListener("abort", () => {
      events.push("told to stop");
      setImmediate(() => {
        events.push("cleaned up");
        reject(new Error("aborted"));
      });
    });
  });
  await assert.rejects(allOrNone(stop, [other, Promise.reject(new Error("no more disk"))]), /no more disk/);
  assert.deepEqual(events, ["told to stop", "cleaned up"]);
});
