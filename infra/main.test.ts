import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import test from "node:test";

test("on an older Node the program says in one sentence what to do", () => {
  const olderNode = 'Object.defineProperty(process.versions, "node", { value: "20.20.2" })';
  const started = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(olderNode)}`, path.join(import.meta.dirname, "main.js")],
    { encoding: "utf8" },
  );
  assert.notEqual(started.status, 0);
  assert.match(
    started.stderr,
    /RunError: Holdfast needs Node 24 or later, and pulumi found Node 20\.20\.2 .* Install Node 24/,
  );
});

test("the entry is JavaScript that Node 20 can read", async () => {
  const { transform } = await import("esbuild");
  const { readFile } = await import("node:fs/promises");
  const source = await readFile(path.join(import.meta.dirname, "main.js"), "utf8");
  await assert.doesNotReject(transform(source, { loader: "js", target: "node20", format: "esm" }));
});
