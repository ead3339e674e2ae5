import assert from "node:assert/strict";
import { test } from "node:test";
import { parseIgnoreRules } from "./ignore-rules.ts";

const CASES: [rules: string, ignored: string[], kept: string[]][] = [
  ["node_modules", ["node_modules", "node_modules/a/b.js"], ["src/node_modules/a.js", "node_modules.txt"]],
  ["**/node_modules", ["node_modules/a", "src/deep/node_modules/a"], ["src/a"]],
  ["*.md\n!README.md", ["NOTES.md"], ["README.md", "docs/NOTES.md"]],
  ["# a comment\n\n  /dist/ ", ["dist/a.js"], ["src/dist/a.js"]],
  ["a?c\n[xy].txt", ["abc", "x.txt"], ["abbc", "z.txt"]],
  ["**", ["a", "a/b"], []],
  ["src/**/*.test.ts", ["src/a.test.ts", "src/b/c/a.test.ts"], ["src/a.ts", "a.test.ts"]],
  ["*\n!src\nsrc/secret", ["a.ts", "src/secret"], ["src", "src/a.ts"]],
  ["./a", ["a"], ["b"]],
  ["a+b(c)", ["a+b(c)"], ["aab(c)"]],
];

for (const [rules, ignored, kept] of CASES)
  test(`rules ${JSON.stringify(rules)}`, () => {
    const ignores = parseIgnoreRules(rules);
    for (const file of ignored) assert.equal(ignores(file), true, `${file} should be ignored`);
    for (const file of kept) assert.equal(ignores(file), false, `${file} should be kept`);
  });
