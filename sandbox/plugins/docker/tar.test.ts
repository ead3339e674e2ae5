import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, readlinkSync, statSync } from "node:fs";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { contextFolder } from "./context-folder.ts";
import { contextTar } from "./tar.ts";

const LONG = `${"deep-folder-name/".repeat(9)}${"file-with-a-name-".repeat(6)}.txt`;

test("tar itself reads what was packed: content, modes, links and names of any length", async () => {
  const content = "x".repeat(1500);
  const folder = contextFolder({
    Dockerfile: "FROM x",
    "a/b.txt": content,
    empty: "",
    link: "-> a/b.txt",
    [LONG]: "long",
    "naïve.txt": "é",
  });
  chmodSync(path.join(folder, "a/b.txt"), 0o750);
  const { stream, dockerfile } = contextTar(folder, path.join(folder, "Dockerfile"));
  assert.equal(dockerfile, "Dockerfile");
  const out = contextFolder({});
  const unpacked = spawnSync("tar", ["-x", "-p", "-C", out], { input: await buffer(stream) });
  assert.equal(unpacked.status, 0, String(unpacked.stderr));
  assert.equal(readFileSync(path.join(out, "a/b.txt"), "utf8"), content);
  assert.equal(statSync(path.join(out, "a/b.txt")).mode & 0o777, 0o750);
  assert.equal(readFileSync(path.join(out, "empty"), "utf8"), "");
  assert.equal(readlinkSync(path.join(out, "link")), "a/b.txt");
  assert.equal(readFileSync(path.join(out, LONG), "utf8"), "long");
  assert.equal(readFileSync(path.join(out, "naïve.txt"), "utf8"), "é");
});

test("a Dockerfile outside the context comes along; one that is ignored does too", async () => {
  const folder = contextFolder({
    "app/a": "1",
    "app/.dockerignore": "Dockerfile\n",
    "app/Dockerfile": "FROM a",
    "Dockerfile.b": "FROM b",
  });
  const names = async (dockerfile: string) => {
    const tar = contextTar(path.join(folder, "app"), path.join(folder, dockerfile));
    const listed = spawnSync("tar", ["-t"], { input: await buffer(tar.stream), encoding: "utf8" });
    return { dockerfile: tar.dockerfile, names: listed.stdout.trim().split("\n") };
  };
  assert.deepEqual(await names("Dockerfile.b"), {
    dockerfile: ".dockerfile.holdfast",
    names: [".dockerignore", "a", ".dockerfile.holdfast"],
  });
  assert.deepEqual(await names("app/Dockerfile"), {
    dockerfile: "Dockerfile",
    names: [".dockerignore", "Dockerfile", "a"],
  });
});
