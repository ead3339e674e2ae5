import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import { lockOwner, tryLock } from "./lock.ts";
import { markOf } from "./process.ts";

describe("a lock", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = testFolder();
    file = path.join(folder, "it.lock");
  });

  test("is held once, names its owner, and leaves nothing when it is let go", () => {
    const first = tryLock(file);
    assert.ok("release" in first);
    assert.deepEqual(tryLock(file), { owner: markOf(process.pid) });
    assert.deepEqual(lockOwner(file), markOf(process.pid));
    first.release();
    assert.equal(lockOwner(file), undefined);
    assert.deepEqual(readdirSync(folder), []);
  });

  for (const [what, content] of [
    ["of a process that is gone", JSON.stringify({ pid: 2 ** 22 + 1, startTime: "5" })],
    ["of an earlier process with a pid that lives again", JSON.stringify({ pid: process.pid, startTime: "5" })],
    ["that a power cut has emptied", ""],
  ])
    test(`${what} is taken over`, () => {
      writeFileSync(file, content ?? "");
      assert.ok("release" in tryLock(file));
      assert.deepEqual(lockOwner(file), markOf(process.pid));
    });
});
