import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { run } from "../sandbox/process.ts";
import { testFolder } from "../services/shared/test-folder.ts";

describe("what runs before each npm script", () => {
  let folder: string;
  let root: string;
  beforeEach(() => {
    folder = testFolder();
    // People have spaces in their folders' names.
    root = path.join(folder, "my clone");
    for (const made of [path.join(root, "scripts"), path.join(folder, "bin")]) mkdirSync(made, { recursive: true });
    copyFileSync(path.join(import.meta.dirname, "install.mjs"), path.join(root, "scripts", "install.mjs"));
    writeFileSync(path.join(root, "package-lock.json"), "{}");
    writeFileSync(path.join(root, ".npmrc"), "");
  });

  /** Puts a program of that name on the (otherwise empty) PATH. */
  const fake = (name: string, script: string) =>
    writeFileSync(path.join(folder, "bin", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const install = () =>
    run(process.execPath, [path.join(root, "scripts", "install.mjs")], { env: { PATH: path.join(folder, "bin") } });
  const mark = () => path.join(root, "node_modules", ".holdfast-lock");
  const log = () => path.join(folder, "log");

  const npmThatWorks = () => fake("npm", `echo "$PWD: npm $*" >> '${log()}'; /bin/mkdir -p node_modules`);

  test("installs the packages in the clone, once for a lock file", async () => {
    npmThatWorks();
    fake("node", "echo v24.1.0");
    const first = await install();
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /installing npm packages .*\n.*installed in \d+ s/);
    assert.deepEqual(await install(), { code: 0, signal: null, stdout: "", stderr: "" });
    assert.match(readFileSync(log(), "utf8"), /^.*\/my clone: npm ci --no-audit .*\n$/);
    writeFileSync(path.join(root, "package-lock.json"), "{ }");
    await install();
    assert.equal(readFileSync(log(), "utf8").trim().split("\n").length, 2);
  });

  test("an npm that fails is told, and tried again the next time", async () => {
    fake("npm", "echo 'npm error network' >&2; exit 1");
    fake("node", "echo v24.1.0");
    for (const _ of [1, 2]) {
      const ran = await install();
      assert.equal(ran.code, 1);
      assert.match(ran.stderr, /npm error network\nholdfast: `npm ci` failed .* run the same command again\.\n$/);
      assert.equal(existsSync(mark()), false);
    }
  });

  test("a machine without npm is told what to install", async () => {
    const ran = await install();
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /could not run npm: .*ENOENT\. Install Node\.js with npm/);
    assert.doesNotMatch(ran.stderr, /\n\s+at /);
  });

  for (const [what, script, found] of [
    ["too old", "echo v20.19.2", "v20.19.2"],
    ["without a version", "exit 3", "not to be found"],
    ["missing", undefined, "not to be found"],
  ] as const)
    test(`a Node that is ${what} is refused with what is needed and where to get it`, async () => {
      mkdirSync(path.join(root, "node_modules"));
      writeFileSync(mark(), createHash("sha256").update("{}").digest("hex"));
      if (script) fake("node", script);
      const ran = await install();
      assert.equal(ran.code, 1);
      assert.match(
        ran.stderr,
        new RegExp(`^holdfast: Node 24 or newer is needed, and \`node\` is ${found}\\. .*nodejs\\.org`),
      );
      assert.equal(ran.stderr.trim().split("\n").length, 1);
    });
});
