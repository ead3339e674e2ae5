import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import type { Paths } from "./paths.ts";
import { knownTarget, rememberTarget, type Target, targetIfKnown } from "./target.ts";

describe("the target of the last start", () => {
  let paths: Paths;
  beforeEach(() => {
    const repo = testFolder();
    paths = { repo, cache: "", state: path.join(repo, ".sandbox"), id: "00000000", node: process.execPath };
  });

  test("is what was remembered, the last one", () => {
    const target: Target = {
      kind: "own",
      kubeconfig: "/k",
      context: "kind",
      registry: "localhost:5000",
      base: undefined,
      postgres: undefined,
      pulumi: { binFolder: "/cli", origin: "on PATH", plugins: {} },
    };
    rememberTarget(paths, { ...target, context: "earlier" });
    rememberTarget(paths, target);
    assert.equal(JSON.stringify(knownTarget(paths)), JSON.stringify(target));
  });

  test("is a problem with a way out where nothing was started, for those who cannot do without", () => {
    assert.equal(targetIfKnown(paths), undefined);
    assert.throws(() => knownTarget(paths), {
      message: "nothing has been started from this clone yet",
      remedy: "Run `npm start` first.",
    });
  });

  test("that an older Holdfast has left is none, and its stacks are kept by starting again", () => {
    const pulumi = { binFolder: "/cli", origin: "on PATH", standIns: true };
    mkdirSync(paths.state);
    writeFileSync(path.join(paths.state, "target.json"), JSON.stringify({ kind: "sandbox", pulumi }));
    assert.equal(targetIfKnown(paths), undefined);
    assert.throws(() => knownTarget(paths), { message: /older Holdfast/, remedy: /^Run `npm start` first/ });
  });
});
