import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { testFolder } from "../../services/shared/test-folder.ts";
import { run } from "../process.ts";
import { type Artifact, artifactFolder, ensureArtifact, type Work } from "./artifact.ts";

const quiet: Work = { note: () => undefined, signal: new AbortController().signal, env: {} };
const artifact = (make: Artifact["make"] = async () => undefined): Artifact => ({ name: "thing", inputs: ["1"], make });

describe("an artifact", () => {
  let cache: string;
  beforeEach(() => {
    cache = testFolder();
  });
  const left = () => readdirSync(path.join(cache, "artifacts"));

  test("is made once and found again", async () => {
    let made = 0;
    const thing = artifact(async (folder) => writeFileSync(path.join(folder, "it"), `${++made}`));
    const folder = await ensureArtifact(cache, thing, quiet);
    assert.equal(await ensureArtifact(cache, thing, quiet), folder);
    assert.equal(readFileSync(path.join(folder, "it"), "utf8"), "1");
    assert.deepEqual(left(), [path.basename(folder)]);
  });

  test("has a folder of its own for each set of inputs", () => {
    const folders = [["a", "b"], ["ab"], ["a"], ["b", "a"]].map((inputs) =>
      artifactFolder(cache, { name: "thing", inputs }),
    );
    assert.equal(new Set(folders).size, folders.length);
  });

  test("that fails leaves nothing, and can be made afterwards", async () => {
    const broken = artifact(async (folder) => {
      writeFileSync(path.join(folder, "half"), "");
      throw new Error("no more disk");
    });
    await assert.rejects(ensureArtifact(cache, broken, quiet), /no more disk/);
    assert.deepEqual(left(), []);
    assert.ok(existsSync(await ensureArtifact(cache, artifact(), quiet)));
  });

  test("whose making is aborted leaves nothing, even where the maker did not notice", async () => {
    const abort = new AbortController();
    const unaware = artifact(async () => abort.abort(new Error("interrupted")));
    await assert.rejects(ensureArtifact(cache, unaware, { ...quiet, signal: abort.signal }), /interrupted/);
    assert.deepEqual(left(), []);
  });

  test("is not begun when the wish was aborted before", async () => {
    const never = artifact(async () => assert.fail("it was made"));
    await assert.rejects(ensureArtifact(cache, never, { ...quiet, signal: AbortSignal.abort(new Error("no")) }), /no/);
    assert.deepEqual(left(), []);
  });

  test("that two want in the same process is made once", async () => {
    let made = 0;
    const notes: string[] = [];
    const thing = artifact(async () => {
      made++;
      await new Promise((resolve) => setImmediate(resolve));
    });
    const work = { ...quiet, note: (text: string) => notes.push(text) };
    const folders = await Promise.all([ensureArtifact(cache, thing, work), ensureArtifact(cache, thing, work)]);
    assert.equal(folders[0], folders[1]);
    assert.equal(made, 1);
    assert.deepEqual(notes, [`waiting for process ${process.pid}, which makes the same`]);
  });

  /** A maker in another process: it appends a line when it begins, then waits to be told (or killed) through its stdin. */
  const maker = (log: string) => `
    import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
    import { ensureArtifact } from ${JSON.stringify(path.join(import.meta.dirname, "artifact.ts"))};
    const make = async (folder) => {
      writeFileSync(folder + "/it", "made");
      appendFileSync(${JSON.stringify(log)}, "made\\n");
      console.log("making");
      readFileSync(0);
    };
    const work = { note() {}, signal: new AbortController().signal };
    await ensureArtifact(${JSON.stringify(cache)}, { name: "thing", inputs: ["1"], make }, work);`;

  test("that two processes want is made once", async () => {
    const log = path.join(cache, "log");
    const both = [1, 2].map(() => run(process.execPath, ["--input-type=module", "-e", maker(log)], { input: "go on" }));
    for (const { code, stderr } of await Promise.all(both)) assert.equal(code, 0, stderr);
    assert.equal(readFileSync(log, "utf8"), "made\n");
    assert.deepEqual(left(), [path.basename(artifactFolder(cache, artifact()))]);
  });

  test("whose maker is killed is made anew; its draft and its lock are taken over", async () => {
    const killed = spawn(process.execPath, ["--input-type=module", "-e", maker(path.join(cache, "log"))]);
    await new Promise((resolve) => killed.stdout.once("data", resolve));
    const ended = new Promise((resolve) => killed.once("exit", resolve));
    killed.kill("SIGKILL");
    await ended;
    assert.equal(left().length, 2, "a draft and a lock are left");
    const folder = await ensureArtifact(cache, artifact(), quiet);
    assert.deepEqual(readdirSync(folder), []);
    assert.deepEqual(left(), [path.basename(folder)]);
  });
});
