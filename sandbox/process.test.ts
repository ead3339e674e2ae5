import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import { end, isSameProcess, markOf, run, runAttached } from "./process.ts";

const node = process.execPath;

describe("running a program", () => {
  test("what it printed and its exit code are values", async () => {
    const ran = await run(node, ["-e", "process.stdout.write('out'); process.stderr.write('err'); process.exit(3)"]);
    assert.deepEqual(ran, { code: 3, signal: null, stdout: "out", stderr: "err" });
  });

  test("it reads its input", async () => {
    const ran = await run(node, ["-e", "process.stdin.pipe(process.stdout)"], { input: "käse" });
    assert.equal(ran.stdout, "käse");
  });

  test("one that ends without reading a large input gives its exit code", async () => {
    const ran = await run(node, ["-e", "process.exit(4)"], { input: "x".repeat(5_000_000) });
    assert.equal(ran.code, 4);
  });

  test("one that cannot be started is a fault", async () => {
    await assert.rejects(run("/nowhere/program", []), { code: "ENOENT" });
  });

  test("an aborted one has ended when the fault is told", async () => {
    const pidFile = path.join(testFolder(), "pid");
    const abort = new AbortController();
    // It takes its time to end, and tells when it is up by printing.
    const script = `
      process.on("SIGTERM", () => setTimeout(() => process.exit(), 100));
      require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
      setInterval(() => {}, 1000);`;
    const running = run(node, ["-e", script], { signal: abort.signal });
    const pid = await numberIn(pidFile);
    const mark = markOf(pid);
    assert.ok(mark);
    abort.abort();
    await assert.rejects(running, { name: "AbortError" });
    assert.equal(isSameProcess(mark), false);
  });
});

describe("running a program with the terminal", () => {
  test("gives its exit code, or that of the signal which ended it", async () => {
    assert.equal(await runAttached(node, ["-e", "process.exit(3)"]), 3);
    assert.equal(await runAttached(node, ["-e", "process.kill(process.pid, 'SIGKILL')"]), 137);
    await assert.rejects(runAttached("/nowhere/program", []), { code: "ENOENT" });
  });

  test("passes SIGTERM on and waits for its good end", async () => {
    const inner = `process.on("SIGTERM", () => setTimeout(() => process.exit(7), 20)); console.log("up"); setInterval(() => {}, 1000);`;
    const outer = `
      import { runAttached } from ${JSON.stringify(path.join(import.meta.dirname, "process.ts"))};
      process.exitCode = await runAttached(process.execPath, ["-e", ${JSON.stringify(inner)}]);`;
    const child = spawn(node, ["--input-type=module", "-e", outer], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [7, null]);
  });
});

describe("finding a process again", () => {
  test("a mark tells a living process from a later one with the same pid", () => {
    const mark = markOf(process.pid);
    assert.ok(mark);
    assert.equal(isSameProcess(mark), true);
    assert.equal(isSameProcess({ ...mark, startTime: `${Number(mark.startTime) - 1}` }), false);
  });

  test("there is no mark of a pid that is nobody's", () => {
    assert.equal(markOf(2 ** 22 + 1), undefined);
  });

  test("a name full of parentheses and spaces does not confuse it", async () => {
    const script = path.join(testFolder(), "a ) R (b");
    writeFileSync(script, "#!/bin/sh\nread line\n", { mode: 0o755 });
    const child = spawn(script, [], { stdio: ["pipe", "ignore", "ignore"] });
    await once(child, "spawn");
    const mark = markOf(child.pid ?? 0);
    assert.ok(mark && isSameProcess(mark) && /^\d+$/.test(mark.startTime));
    child.stdin.end();
    await once(child, "exit");
    assert.equal(isSameProcess(mark), false);
  });
});

describe("ending a process", () => {
  test("it is gone afterwards, and ending it again is no fault", async () => {
    const child = spawn(node, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    await once(child, "spawn");
    const mark = markOf(child.pid ?? 0);
    assert.ok(mark);
    assert.equal(await end(mark, "SIGTERM", 5_000), true);
    assert.equal(isSameProcess(mark), false);
    assert.equal(await end(mark, "SIGTERM", 5_000), true);
  });

  test("one with the same pid but another start is left alone", async () => {
    const child = spawn(node, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    await once(child, "spawn");
    const mark = markOf(child.pid ?? 0);
    assert.ok(mark);
    assert.equal(await end({ ...mark, startTime: "1" }, "SIGKILL", 5_000), true);
    assert.equal(isSameProcess(mark), true);
    child.kill("SIGKILL");
    await once(child, "exit");
  });

  test("one that does not end in time is told", async () => {
    const child = spawn(
      node,
      ["-e", "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"],
      {
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    await once(child.stdout, "data");
    const mark = markOf(child.pid ?? 0);
    assert.ok(mark);
    assert.equal(await end(mark, "SIGTERM", 50), false);
    child.kill("SIGKILL");
    await once(child, "exit");
  });
});

async function numberIn(file: string): Promise<number> {
  const deadline = performance.now() + 5_000;
  const { readFileSync, existsSync } = await import("node:fs");
  while (!existsSync(file) || readFileSync(file, "utf8") === "") {
    if (performance.now() > deadline) throw new Error(`${file} was not written`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return Number(readFileSync(file, "utf8"));
}
