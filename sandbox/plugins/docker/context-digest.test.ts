import assert from "node:assert/strict";
import { chmodSync, cpSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { contextDigest } from "./context-digest.ts";
import { contextFolder } from "./context-folder.ts";

const FILES = { Dockerfile: "FROM x", "src/a.ts": "a", "src/b.ts": "b" };
const digestOf = (folder: string) => contextDigest(folder, path.join(folder, "Dockerfile"));

test("the digest is the one that stacks have in their state", () => {
  const folder = contextFolder(FILES);
  symlinkSync("a.ts", path.join(folder, "src/link"));
  assert.equal(digestOf(folder), "0b9ac34ca8aff35296320690c1e30d5086155996a21f3fcf99e9402ae1fbc916");
});

test("the same content has the same digest, wherever it lies, whenever, by whom and in which order it was written", () => {
  const folder = contextFolder(FILES);
  const elsewhere = contextFolder(Object.fromEntries(Object.entries(FILES).reverse()));
  utimesSync(path.join(elsewhere, "src/a.ts"), 1, 1);
  chmodSync(path.join(elsewhere, "src/a.ts"), 0o600);
  chmodSync(path.join(elsewhere, "Dockerfile"), 0o664);
  chmodSync(path.join(elsewhere, "src"), 0o700);
  assert.equal(digestOf(elsewhere), digestOf(folder));
  const copy = contextFolder({});
  cpSync(folder, copy, { recursive: true });
  assert.equal(digestOf(copy), digestOf(folder));
});

const CHANGES: [what: string, change: (folder: string) => void][] = [
  ["a file's content", (folder) => writeFileSync(path.join(folder, "src/a.ts"), "b")],
  ["a file that can be run", (folder) => chmodSync(path.join(folder, "src/a.ts"), 0o755)],
  ["a new file", (folder) => writeFileSync(path.join(folder, "src/c.ts"), "")],
  ["a file that is gone", (folder) => rmSync(path.join(folder, "src/a.ts"))],
  ["the Dockerfile", (folder) => writeFileSync(path.join(folder, "Dockerfile"), "FROM y")],
  ["a link's target", (folder) => symlinkSync("a.ts", path.join(folder, "src/link"))],
];

for (const [what, change] of CHANGES)
  test(`${what} changes it`, () => {
    const folder = contextFolder(FILES);
    const before = digestOf(folder);
    change(folder);
    assert.notEqual(digestOf(folder), before);
  });

test("a context that the stand-in does not build is refused by name", () => {
  assert.throws(() => digestOf("/nowhere"), /build.context is \/nowhere: it is not a folder/);
  const folder = contextFolder({ "app/.dockerignore": "*.log", "app/Dockerfile": "FROM x", Dockerfile: "FROM y" });
  const app = path.join(folder, "app");
  assert.throws(
    () => contextDigest(app, path.join(app, "Containerfile")),
    /build.dockerfile is .*Containerfile: it is not a file/,
  );
  assert.throws(() => contextDigest(app, path.join(folder, "Dockerfile")), /it is not a file in build.context/);
  assert.throws(() => digestOf(app), /app\/.dockerignore is not served/);
});
