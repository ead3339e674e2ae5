import assert from "node:assert/strict";
import { test } from "node:test";
import { CATALOGUE } from "./catalogue/index.ts";
import { readScenarioOptions } from "./options.ts";

const read = (...args: string[]) => readScenarioOptions(args, CATALOGUE);

test("a scenario, or all of them, a target and a seed are read", () => {
  const choice = read("baseline", "--seed", "7", "--target", "dev");
  assert.deepEqual(choice.kind === "run" && [choice.scenarios.map(({ name }) => name), choice.target, choice.seed], [
    ["baseline"],
    "dev",
    7,
  ]);
  const all = read("all");
  assert.equal(all.kind === "run" && all.scenarios.length, CATALOGUE.length);
  assert.deepEqual(read("--compare", "a", "b.json"), { kind: "compare", runs: ["a", "b.json"] });
});

for (const [args, said] of [
  [["basline"], /there is no scenario "basline"/],
  [[], /one scenario must be named/],
  [["baseline", "flapping"], /one scenario must be named/],
  [["baseline", "--seed", "-1"], /seed/],
  [["baseline", "--seed", "x"], /--seed is "x"/],
  [["baseline", "--target", "a b"], /--target is "a b"/],
  [["--compare", "a"], /needs two runs/],
  [["baseline", "--frequency", "9"], /frequency/],
] as const)
  test(`\`${args.join(" ")}\` is refused with a reason`, () => {
    assert.throws(() => read(...args), said);
  });
