import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { scenario } from "../article.ts";
import { startLoad } from "./start-load.ts";

const { load } = scenario({ name: "any", title: "", hypothesis: "", durationMs: 1, expectations: [] });

test("a process that ends without reading its plan is told of by its exit code, and harms nobody else", async (t) => {
  const folder = testFolder();
  const before = process.env.PATH;
  t.after(() => {
    process.env.PATH = before;
  });
  writeFileSync(path.join(folder, "setpriv"), "#!/bin/sh\nexit 3\n", { mode: 0o755 });
  process.env.PATH = `${folder}:${before}`;
  // More than a pipe holds, so that some of it is still to be written then.
  const plan = { target: "", startAtMs: 0, warmUpMs: 0, durationMs: 1, seed: 1, runId: "x".repeat(200_000), file: "" };
  await assert.rejects(startLoad({ ...plan, load }, () => {}).ended, /ended with exit code 3/);
});
