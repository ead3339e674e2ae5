import assert from "node:assert/strict";
import { test } from "node:test";
import { readTortureOptions } from "./options.ts";

const read = (...args: string[]) => readTortureOptions(args, () => "fresh");

test("Without words it is twenty rounds of a fresh seed.", () => {
  assert.deepEqual(read(), { kind: "run", rounds: 20, first: 0, seed: "fresh", history: undefined, bug: undefined });
});

test("A run can be repeated from any round, with a bug, or only judged again.", () => {
  const run = { kind: "run", rounds: 1, first: 17, seed: "7", history: "/tmp/x", bug: "no-lease-token" };
  assert.deepEqual(
    read("--rounds", "1", "--first", "17", "--seed", "7", "--history", "/tmp/x", "--bug", "no-lease-token"),
    run,
  );
  assert.deepEqual(read("--check", "/tmp/x"), { kind: "check", folder: "/tmp/x" });
  assert.deepEqual(read("--help"), { kind: "help" });
});

test("A wrong word is told with its value.", () => {
  assert.throws(() => read("--rounds", "0"), /--rounds is "0": it must be a whole number from 1 to 99999/);
  assert.throws(() => read("--seed", "a/b"), /--seed is "a\/b"/);
  assert.throws(() => read("--bug", "none"), /--bug is "none", which is none of ours/);
});
