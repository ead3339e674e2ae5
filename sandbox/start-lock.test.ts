import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import type { Paths } from "./paths.ts";
import { lockStart, requireNoStart } from "./start-lock.ts";

describe("one start at a time", () => {
  let paths: Paths;
  beforeEach(() => {
    const repo = testFolder();
    paths = { repo, cache: "", state: path.join(repo, ".sandbox"), id: "00000000", node: process.execPath };
  });

  test("a second start, and a stop beside one, are refused with the process and what to do", () => {
    requireNoStart(paths);
    const release = lockStart(paths);
    const refusal = { name: "Problem", message: new RegExp(`\\(process ${process.pid}\\)`), remedy: /Ctrl-C/ };
    assert.throws(() => lockStart(paths), refusal);
    assert.throws(() => requireNoStart(paths), refusal);
    release();
    requireNoStart(paths);
    lockStart(paths)();
  });

  test("a start that made nothing leaves nothing; what it made stays", () => {
    lockStart(paths)();
    assert.equal(existsSync(paths.state), false);
    const release = lockStart(paths);
    writeFileSync(path.join(paths.state, "ports.json"), "{}");
    release();
    assert.equal(existsSync(path.join(paths.state, "ports.json")), true);
  });

  test("a killed start does not stand in the way of the next", async () => {
    const script = `
      import { lockStart } from ${JSON.stringify(path.join(import.meta.dirname, "start-lock.ts"))};
      lockStart({ state: ${JSON.stringify(paths.state)} });
      console.log("locked");
      setInterval(() => {}, 1000);`;
    const killed = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(killed.stdout, "data");
    assert.throws(() => lockStart(paths), { message: new RegExp(`process ${killed.pid}`) });
    killed.kill("SIGKILL");
    await once(killed, "exit");
    requireNoStart(paths);
    lockStart(paths)();
  });
});
