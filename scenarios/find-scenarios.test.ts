import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { testFolder } from "../services/shared/test-folder.ts";
import { CATALOGUE } from "./catalogue/index.ts";
import { findScenarios } from "./find-scenarios.ts";

const folder = testFolder();

function written(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

test("a name, a file of one's own, or all are found", async () => {
  assert.equal((await findScenarios("all", CATALOGUE)).length, CATALOGUE.length);
  assert.deepEqual(await findScenarios("baseline", CATALOGUE), [CATALOGUE[0]]);
  const file = written("own.ts", `export default { name: "own", expectations: [], load: {} };`);
  assert.equal((await findScenarios(file, CATALOGUE))[0]?.name, "own");
});

test("what is no scenario is refused, with the reason and the way out", async () => {
  await assert.rejects(findScenarios("basline", CATALOGUE), /there is no scenario "basline"/);
  await assert.rejects(findScenarios(path.join(folder, "none.ts"), CATALOGUE), /there is no file .*none\.ts/);
  await assert.rejects(findScenarios(written("half.ts", "export default {"), CATALOGUE), /half\.ts cannot be read: /);
  await assert.rejects(
    findScenarios(written("empty.ts", "export {};"), CATALOGUE),
    /no scenario as its default export/,
  );
  const climbs = written("climbs.ts", `export default { name: "../up", expectations: [], load: {} };`);
  await assert.rejects(findScenarios(climbs, CATALOGUE), /a name of letters, digits and dashes/);
});

test("the example in the docs is the one that is tried", () => {
  const read = (file: string) => readFileSync(path.join(import.meta.dirname, file), "utf8");
  const example = read("example.ts").replace(/^.*\n/, "");
  assert.ok(read("../docs/scenarios.md").includes(example));
});
