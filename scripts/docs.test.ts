/** What the documents name is there. (That their `config set` lines work is tried on the sandbox.) */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const root = path.join(import.meta.dirname, "..");
const documents = globSync(["*.md", "docs/**/*.md"], { cwd: root }).map((file) => ({
  file,
  text: readFileSync(path.join(root, file), "utf8"),
}));

/** Each match of the pattern's first group in a document, with the document's path. */
function named(pattern: RegExp): { file: string; name: string }[] {
  return documents.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([, name = ""]) => ({ file, name })));
}

test("every link of a document to a file leads to one", () => {
  const links = named(/\]\((?!https?:)([^)#]+)/g);
  assert.ok(links.length > 0);
  const dead = links.filter(({ file, name }) => !existsSync(path.join(root, path.dirname(file), name)));
  assert.deepEqual(dead, []);
});

test("every npm script that a document names is in package.json", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const unknown = named(/\bnpm run ([\w:-]+)/g).filter(({ name }) => !Object.hasOwn(scripts, name));
  assert.deepEqual(unknown, []);
});

test("every path in code marks that begins with a folder of ours is there", () => {
  const folders = ["proto", "services", "infra", "scenarios", "sandbox", "bench", "docs", "scripts"];
  const paths = named(new RegExp(`\`((?:${folders.join("|")})/[\\w./-]+)\``, "g"));
  const missing = paths.filter(({ name }) => !existsSync(path.join(root, name)));
  assert.deepEqual(missing, []);
});
