import assert from "node:assert/strict";
import { test } from "node:test";
import { readScenarioOptions } from "./options.ts";

const read = (...args: string[]) => readScenarioOptions(args);

test("a scenario, a target, a seed and ports are read, and have defaults", () => {
  const args = ["baseline", "--seed", "7", "--target", "dev", "--port", "12000"];
  assert.deepEqual(read(...args), { kind: "run", name: "baseline", target: "dev", seed: 7, basePort: 12_000 });
  assert.deepEqual(read("all"), { kind: "run", name: "all", target: "local", seed: 1, basePort: 26_000 });
  assert.deepEqual(read("--compare", "a", "b.json"), { kind: "compare", runs: ["a", "b.json"] });
});

for (const [args, said] of [
  [[], /one scenario must be named/],
  [["baseline", "flapping"], /one scenario must be named/],
  [["baseline", "--seed", "-1"], /seed/],
  [["baseline", "--seed", "x"], /--seed is "x"/],
  [["baseline", "--target", "a b"], /--target is "a b"/],
  [["baseline", "--port", "80"], /--port is "80"/],
  [["--compare", "a"], /needs two runs/],
  [["baseline", "--frequency", "9"], /frequency/],
] as const)
  test(`\`${args.join(" ")}\` is refused with a reason`, () => {
    assert.throws(() => read(...args), said);
  });
