import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { Supervisor } from "./supervisor.ts";

test("a daemon whose program is not there is told at once, with the reason", async () => {
  const logs = testFolder();
  const command = path.join(logs, "dockerd");
  const began = performance.now();
  await assert.rejects(new Supervisor(logs, {}).start({ name: "dockerd", command, args: [], ready: () => false }), {
    message: `dockerd cannot be started: spawn ${command} ENOENT`,
  });
  assert.ok(performance.now() - began < 5_000);
});
