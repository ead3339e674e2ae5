import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { scenario } from "../article.ts";
import { startLoad } from "./start-load.ts";

const { load } = scenario({ name: "any", title: "", hypothesis: "", durationMs: 1, expectations: [] });

test("a process that ends without reading its plan is told of by its exit code, and harms nobody else", async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "holdfast-start-load-"));
  const before = process.env.PATH;
  t.after(() => {
    process.env.PATH = before;
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(path.join(folder, "setpriv"), "#!/bin/sh\nexit 3\n", { mode: 0o755 });
  process.env.PATH = `${folder}:${before}`;
  // More than a pipe holds, so that some of it is still to be written then.
  const plan = { target: "", startAtMs: 0, warmUpMs: 0, durationMs: 1, seed: 1, runId: "x".repeat(200_000), file: "" };
  await assert.rejects(startLoad({ ...plan, load }, () => {}).ended, /ended with exit code 3/);
});
