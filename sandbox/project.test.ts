import assert from "node:assert/strict";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import type { Paths } from "./paths.ts";
import { forgetStackFile, keptOf, prepareProject, projectFolder, seedStackFile, stacksOf } from "./project.ts";

describe("the Pulumi project as the sandbox runs it", () => {
  let paths: Paths;
  const original = () => path.join(paths.repo, "Pulumi.dev.yaml");
  const copy = () => path.join(projectFolder(paths), "Pulumi.dev.yaml");
  beforeEach(() => {
    const repo = realpathSync(testFolder());
    paths = { repo, cache: "", state: path.join(repo, ".sandbox"), id: "00000000", node: process.execPath };
    mkdirSync(path.join(repo, "infra"));
    writeFileSync(path.join(repo, "Pulumi.yaml"), "name: holdfast\n");
    writeFileSync(original(), "config:\n  a: 1\n");
    writeFileSync(path.join(repo, "Pulumi.prod.yaml"), "config: {}\n");
  });

  test("has the clone's own Pulumi.yaml and program, also after they changed", () => {
    prepareProject(paths);
    writeFileSync(path.join(paths.repo, "Pulumi.yaml"), "name: other\n");
    prepareProject(paths);
    assert.equal(readFileSync(path.join(projectFolder(paths), "Pulumi.yaml"), "utf8"), "name: other\n");
    assert.equal(realpathSync(path.join(projectFolder(paths), "infra")), path.join(paths.repo, "infra"));
  });

  test("of a copied clone runs the copy's program, whether or not the first clone is still there", () => {
    mkdirSync(projectFolder(paths), { recursive: true });
    for (const elsewhere of [tmpdir(), "/nowhere"]) {
      rmSync(path.join(projectFolder(paths), "infra"), { force: true });
      symlinkSync(elsewhere, path.join(projectFolder(paths), "infra"));
      prepareProject(paths);
      assert.equal(realpathSync(path.join(projectFolder(paths), "infra")), path.join(paths.repo, "infra"));
    }
  });

  test("knows the stacks that the clone has files for", () => {
    assert.deepEqual(stacksOf(paths.repo), ["dev", "prod"]);
  });

  test("copies a stack's file once, for its owner alone; what is set in the copy stays", () => {
    prepareProject(paths);
    assert.equal(seedStackFile(paths, "dev"), true);
    assert.equal(statSync(copy()).mode & 0o777, 0o600);
    writeFileSync(copy(), "config:\n  a: 2\n");
    assert.equal(seedStackFile(paths, "dev"), false);
    assert.equal(readFileSync(copy(), "utf8"), "config:\n  a: 2\n");
    assert.equal(readFileSync(original(), "utf8"), "config:\n  a: 1\n");
  });

  test("begins a stack without a file with no settings", () => {
    prepareProject(paths);
    seedStackFile(paths, "mine");
    assert.equal(readFileSync(path.join(projectFolder(paths), "Pulumi.mine.yaml"), "utf8"), "config: {}\n");
  });

  test("tells when the clone's file has changed since it was copied, and only then", () => {
    assert.deepEqual(prepareProject(paths), []);
    seedStackFile(paths, "dev");
    writeFileSync(copy(), "config:\n  a: 2\n");
    assert.deepEqual(prepareProject(paths), []);
    writeFileSync(original(), "config:\n  a: 3\n");
    const [notice, ...others] = prepareProject(paths);
    assert.match(notice ?? "", /^Pulumi\.dev\.yaml has changed .*config set .*npm start -- --reseed/);
    assert.ok(notice?.includes(copy()));
    assert.deepEqual(others, []);
  });

  test("takes the clone's file again once the copy is forgotten", () => {
    prepareProject(paths);
    seedStackFile(paths, "dev");
    // As a scenario that was killed leaves it: put back, it would undo what is taken again here.
    writeFileSync(keptOf(copy()), "config:\n  a: 1\n");
    writeFileSync(original(), "config:\n  a: 3\n");
    forgetStackFile(paths, "dev");
    forgetStackFile(paths, "dev");
    assert.deepEqual(readdirSync(projectFolder(paths)).sort(), ["Pulumi.yaml", "infra"]);
    seedStackFile(paths, "dev");
    assert.deepEqual(prepareProject(paths), []);
    assert.equal(readFileSync(copy(), "utf8"), "config:\n  a: 3\n");
  });
});
