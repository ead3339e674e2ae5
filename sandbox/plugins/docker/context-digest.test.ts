import assert from "node:assert/strict";
import { chmodSync, cpSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { contextDigest } from "./context-digest.ts";
import { contextFolder } from "./context-folder.ts";

function context(more: Record<string, string> = {}) {
  const folder = contextFolder({
    Dockerfile: "FROM x",
    "src/a.ts": "a",
    ".dockerignore": "*.log\n",
    "out.log": "1",
    ...more,
  });
  return { folder, digest: () => contextDigest(folder, path.join(folder, "Dockerfile")) };
}

test("the same content has the same digest, wherever it lies and whenever it was written", () => {
  const { folder, digest } = context();
  const elsewhere = contextFolder({});
  cpSync(folder, elsewhere, { recursive: true });
  utimesSync(path.join(elsewhere, "src/a.ts"), 1, 1);
  assert.equal(contextDigest(elsewhere, path.join(elsewhere, "Dockerfile")), digest());
  assert.match(digest(), /^[0-9a-f]{64}$/);
});

const CHANGES: [what: string, change: (folder: string) => void][] = [
  ["a file's content", (folder) => writeFileSync(path.join(folder, "src/a.ts"), "b")],
  ["a file's mode", (folder) => chmodSync(path.join(folder, "src/a.ts"), 0o755)],
  ["a new file", (folder) => writeFileSync(path.join(folder, "src/b.ts"), "")],
  ["a file that is gone", (folder) => rmSync(path.join(folder, "src/a.ts"))],
  ["the Dockerfile", (folder) => writeFileSync(path.join(folder, "Dockerfile"), "FROM y")],
  ["a link's target", (folder) => symlinkSync("a.ts", path.join(folder, "src/link"))],
];

for (const [what, change] of CHANGES)
  test(`${what} changes it`, () => {
    const { folder, digest } = context();
    const before = digest();
    change(folder);
    assert.notEqual(digest(), before);
  });

test("a file that is ignored does not", () => {
  const { folder, digest } = context();
  const before = digest();
  writeFileSync(path.join(folder, "out.log"), "2");
  assert.equal(digest(), before);
});

test("a Dockerfile's own ignore file goes before the context's", () => {
  const { folder, digest } = context({ "Dockerfile.dockerignore": "src\n" });
  const before = digest();
  writeFileSync(path.join(folder, "src/a.ts"), "b");
  assert.equal(digest(), before);
  writeFileSync(path.join(folder, "out.log"), "2");
  assert.notEqual(digest(), before);
});
